#!/usr/bin/env python3
"""Follows the log of an azwf server, and proves that nothing is missing, repeated or out of order.

    follow.py ipc:///run/azwf/bus --type 'git.*' --state /var/lib/mine/position

Prints one line of JSON per event: {position, stream, type, subject, time, data}. Goes on when the
server is restarted, and with --state from where it was when this program is started again. Needs
python3-zmq and python3-msgpack. The protocol: adapters/zeromq/PROTOCOL.md.
"""

import argparse
import hashlib
import itertools
import json
import os
import sys
import time

import msgpack
import zmq

CREDIT = 1000           # commits that the server may send before we ask for more
HEARTBEAT_S = 2.0       # we say something at least as often as that
SILENCE_S = 10.0        # then the other side is gone
ERROR_KINDS = ["failed", "invalid", "refused", "not found", "damaged", "unavailable"]


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Gone(Exception):
    """The server has gone, or has forgotten us: connect again."""


class Connection:
    """A DEALER socket that says hello, beats, and numbers its requests."""

    def __init__(self, context, url, keys):
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.sndtimeo = int(SILENCE_S * 1000)  # nobody has let us in
        if keys:
            self.socket.curve_serverkey, self.socket.curve_publickey = keys[0], keys[1]
            self.socket.curve_secretkey = keys[2]
        self.socket.connect(url)
        self.numbers = itertools.count(1)
        self.heard = self.said = time.monotonic()
        self.ask("hello", 1)
        self.receive()

    def ask(self, kind, *fields):
        number = next(self.numbers)
        self.send(msgpack.packb([number, kind, *fields], use_bin_type=True))
        return number

    def send(self, message):
        try:
            self.socket.send(message)
        except zmq.Again:
            raise Gone("nobody lets us in: is the server there, and the key one that it knows?")
        self.said = time.monotonic()

    def receive(self):
        """The next message, as [number, kind, fields…]."""
        while True:
            if time.monotonic() - self.said > HEARTBEAT_S:
                self.send(b"")
            if self.socket.poll(500):
                self.heard = time.monotonic()
                message = self.socket.recv()
                if message:
                    return self.check(msgpack.unpackb(message, raw=False, strict_map_key=False))
            elif time.monotonic() - self.heard > SILENCE_S:
                raise Gone("the server says nothing: is the key one that it knows?")

    def check(self, message):
        if message[1] != "error":
            return message
        kind, code, text, hint = message[2:6]
        if code == "no_hello":
            raise Gone(text)
        sys.exit(f"{ERROR_KINDS[kind]}: {text}\n  {hint}")

    def close(self):
        self.socket.close()


class Verifier:
    """Recomputes the log's chain from what is delivered and from the hashes of what is left out."""

    def __init__(self, chain):
        self.chain = chain

    def commit(self, stored):
        unpacker = msgpack.Unpacker(raw=False, strict_map_key=False)
        unpacker.feed(stored)
        frame = unpacker.unpack()
        leaf_bytes = stored[unpacker.tell():]
        self.leave_out(sha256(b"\x00", leaf_bytes))
        assert frame[2] == self.chain, f"the chain is broken at position {frame[0]}"
        return frame, msgpack.unpackb(leaf_bytes, raw=False, strict_map_key=False)

    def leave_out(self, leaf_hash):
        self.chain = sha256(b"\x02", self.chain, leaf_hash)


def lines_of(frame, leaf, wanted):
    for event in leaf[7]:
        if wanted and not any(matches(pattern, event[1]) for pattern in wanted):
            continue
        yield {
            "position": frame[0],
            "stream": leaf[2],
            "type": event[1],
            "subject": event.get(2, ""),
            "time": event[4],
            "data": event.get(5),
        }


def matches(pattern, text):
    """`*` stands for any characters, `?` for one; everything else for itself."""
    import re
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def follow(connection, arguments, past):
    """Prints what comes past this position, until the server is gone. Gives how far it came."""
    begin = ["position", past + 1] if past is not None else arguments.begin
    number = connection.ask("subscribe", begin, [arguments.type, arguments.stream, [], {}], CREDIT,
                            True)
    verifier, due, credit = None, 1, CREDIT
    while True:
        message = connection.receive()
        if message[0] != number:
            continue
        if message[1] == "subscribed":
            verifier = Verifier(message[3])
            continue
        sequence, upto, _head, entries = message[2:6]
        assert sequence == due, f"delivery {due} is missing"
        due += 1
        for entry in entries:
            if isinstance(entry, bytes):
                credit -= 1
                for line in lines_of(*verifier.commit(entry), arguments.type):
                    print(json.dumps(line, default=repr), flush=True)
            else:
                for leaf_hash in entry[1]:
                    verifier.leave_out(leaf_hash)
        yield upto
        if credit < CREDIT // 2:
            connection.ask("credit", number, CREDIT - credit)
            credit = CREDIT


def read_state(path):
    if not path or not os.path.exists(path):
        return None
    with open(path) as file:
        return int(file.read())


def write_state(path, position):
    if not path:
        return
    with open(path + ".new", "w") as file:
        file.write(str(position))
    os.replace(path + ".new", path)


def begin_of(text):
    if text in ("beginning", "now"):
        return text
    return ["position", int(text)]


def read_keys(arguments):
    """The server's public key, and ours: files as `azwf keys new` writes them."""
    if not arguments.key:
        return None
    try:
        with open(arguments.key) as file:
            key = json.load(file)
        return key["server"].encode(), key["public"].encode(), key["secret"].encode()
    except (OSError, ValueError, KeyError) as why:
        sys.exit(f"{arguments.key} is no key as `azwf keys new` writes them: {why}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server", help="ipc:///… or tcp://host:port")
    parser.add_argument("--type", action="append", default=[], help="only these types; * and ?")
    parser.add_argument("--stream", action="append", default=[], help="only these streams")
    parser.add_argument("--from", dest="begin", type=begin_of, default="now",
                        help="beginning, now or a position")
    parser.add_argument("--state", help="a file that keeps how far we came")
    parser.add_argument("--key", help="the file of our key; without, in clear")
    parser.add_argument("--until", type=int, help="end once this position has been looked at")
    arguments = parser.parse_args()
    context = zmq.Context()
    past = read_state(arguments.state)
    while True:
        connection = None
        try:
            connection = Connection(context, arguments.server, read_keys(arguments))
            for past in follow(connection, arguments, past):
                write_state(arguments.state, past)
                if arguments.until is not None and past >= arguments.until:
                    return
        except Gone as why:
            print(f"{why}; connecting again", file=sys.stderr)
        finally:
            if connection:
                connection.close()


if __name__ == "__main__":
    main()
