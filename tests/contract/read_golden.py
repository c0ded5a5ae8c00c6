"""Reads the golden bytes as engine/event/FORMAT.md says, without any of azwf's code, and verifies
them: canonical encoding, hashes, keys, anchor. Ends with 0 when all is right."""

import hashlib
import json
import sys

import msgpack


def decode(packed):
    """The first value of some bytes, and the bytes after it."""
    unpacker = msgpack.Unpacker(raw=False, strict_map_key=False, unicode_errors="surrogateescape")
    unpacker.feed(packed)
    value = unpacker.unpack()
    return value, packed[unpacker.tell():]


def encode(value):
    return msgpack.packb(value, use_bin_type=True, unicode_errors="surrogateescape")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def check_fields(fields, types, optional=()):
    """Known fields are present, in order and of their types; later ones have higher numbers."""
    numbers = list(fields)
    assert numbers == sorted(set(numbers)), numbers
    for number, kind in types.items():
        assert number in fields or number in optional, number
        assert number not in fields or isinstance(fields[number], kind), number
        assert number not in optional or fields.get(number) != "", number


def check_event(event):
    types = {0: str, 1: str, 2: str, 3: str, 4: int, 7: str, 9: str, 10: str}
    check_fields(event, types, optional=(0, 2, 3, 7, 9, 10))
    assert event[1] and (5 in event) != (6 in event)
    if 6 in event:
        check_fields(event[6], {0: str, 1: bytes, 2: bytes})


def check_leaf(leaf):
    check_fields(leaf, {0: int, 1: str, 2: str, 3: bytes, 4: bytes, 5: str, 6: int, 7: list})
    assert leaf[0] == 1 and len(leaf[3]) == 32 and len(leaf[4]) == 16 and leaf[7]
    for event in leaf[7]:
        check_event(event)


def check_position(position, leaf, before):
    """Positions have no gaps, but where somebody accepted that the commits in between are lost."""
    event = leaf[7][0]
    if leaf[2] != "store" or event[1] != "store.loss_accepted":
        assert position == before + 1
        return
    data = event[5]
    assert data["kept"] == before
    assert "anchored" in data or "chain" not in data
    end = max(data["anchored"], before) if "anchored" in data else before + 10**9
    assert position == end + 1


def check_commit(commit, before):
    """`before` is the state of a verifier: position, time, chain and the streams' leaf hashes."""
    frame_bytes, leaf_bytes = bytes.fromhex(commit["frame"]), bytes.fromhex(commit["leaf"])
    frame, rest = decode(frame_bytes + leaf_bytes)
    leaf, end = decode(rest)
    assert rest == leaf_bytes and end == b""
    assert encode(frame) == frame_bytes and encode(leaf) == leaf_bytes
    check_leaf(leaf)
    leaf_hash = sha256(b"\x00", leaf_bytes)
    chain = sha256(b"\x02", before["chain"], leaf_hash)
    assert list(frame) == [0, 1, 2] and frame[2] == chain
    assert frame[1] >= before["time"]
    check_position(frame[0], leaf, before["position"])
    assert leaf[3] == before["streams"].get(leaf[2], bytes(32))
    position = frame[0].to_bytes(8, "big")
    assert bytes.fromhex(commit["commit key"]) == b"c" + position
    assert bytes.fromhex(commit["stream key"]) == b"s" + leaf[2].encode() + b"\0" + position
    assert bytes.fromhex(commit["leaf hash"]) == leaf_hash
    assert bytes.fromhex(commit["chain"]) == chain
    streams = before["streams"] | {leaf[2]: leaf_hash}
    return {"position": frame[0], "time": frame[1], "chain": chain, "streams": streams}


def whole_slots(anchor):
    for index in (0, 1):
        slot = anchor[512 * index:512 * index + 512]
        generation = int.from_bytes(slot[8:16], "big")
        if slot[:8] == b"azwfanc1" and slot[480:] == sha256(slot[:480]):
            assert generation % 2 == index and slot[64:480] == bytes(416)
            yield generation, slot


def check_anchor(anchor, state):
    assert len(anchor) == 1024
    _, slot = max(whole_slots(anchor))
    assert int.from_bytes(slot[16:24], "big") == 300
    assert int.from_bytes(slot[24:32], "big") == state["position"]
    assert slot[32:64] == state["chain"]


def main(path):
    with open(path, encoding="utf-8") as file:
        golden = json.load(file)
    state = {"position": 0, "time": -2**63, "chain": bytes(32), "streams": {}}
    for commit in golden["commits"]:
        state = check_commit(commit, state)
    assert golden["commits"]
    check_anchor(bytes.fromhex(golden["anchor"]), state)


main(sys.argv[1])
