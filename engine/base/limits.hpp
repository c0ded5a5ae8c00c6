// Every limit, by name. What exceeds one gets a clear error; nothing is truncated silently.
#pragma once

#include <cstddef>
#include <cstdint>

namespace azwf {

struct Limits {
  // values that cross between scripts, operations and the log
  std::size_t value_bytes_max = 1 << 20;
  std::size_t value_depth_max = 64;
  std::size_t value_nodes_max = 100'000;
  std::size_t log_bytes_max = 16 << 10;  // of one line that a script logs
  std::size_t output_inline_bytes_max = 16 << 10;
  std::uint64_t output_bytes_max = std::uint64_t{4} << 30;
  // commits
  std::size_t event_bytes_max = 2 << 20;
  std::size_t commit_bytes_max = 8 << 20;
  std::size_t commit_events_max = 100'000;
  // runs
  std::size_t facts_per_proposal_max = 64;
  std::size_t decisions_per_fact_max = 10'000;
  std::size_t decisions_bytes_per_fact_max = 4 << 20;
  std::size_t batch_bytes_max = 1 << 20;  // a commit takes no further fact past this
  std::uint32_t retry_attempts_max = 1'000;
  std::size_t idle_runs_max =
      128;  // in memory, of those that wait for a time, an event or a person
  std::size_t history_chunk_deliveries = 4'096;
  std::size_t history_chunk_bytes = 8 << 20;  // a chunk takes no further commit past this
  // performer
  std::size_t attempts_in_flight_max = 256;
  std::size_t attempts_in_flight_per_run_max = 64;
  // scripts
  std::size_t script_bytes_max = 1 << 20;
  std::size_t script_modules_max = 256;
  std::size_t script_memory_bytes_max = 64 << 20;
  std::uint64_t script_instructions_max = 50'000'000;
  std::size_t script_instances_max = 10'000;
  std::size_t script_instances_bytes_max = 1 << 30;
  std::size_t script_programs_max = 256;
  std::size_t branches_max = 10'000;        // of one run, at a time: each may decide something
  std::size_t branch_path_bytes_max = 192;  // the rest of a name is left for undos and steps
  std::size_t undo_path_bytes_max = 240;    // of a branch inside an undo
  // script hosts
  std::size_t script_hosts_max = 0;          // processes; 0: one less than there are processors
  std::size_t script_spare_hosts_max = 3;    // more of them, while others are slow
  std::uint32_t script_slow_ms = 20;         // a request that takes longer keeps nobody waiting
  std::uint32_t script_wall_ms_max = 5'000;  // of one delivery; instructions usually end first
  unsigned script_crashes_max = 5;           // at one fact; then the run stops
  std::size_t host_memory_bytes_max = std::size_t{3} << 30;  // of address space, of one process
  std::size_t host_frame_bytes_max = 64 << 20;               // of one answer
  std::size_t host_decisions_max = 500'000;                  // in one answer
  // files
  std::size_t file_read_bytes_max = 1'000'000;  // one that becomes a value
  std::uint64_t file_bytes_max = std::uint64_t{4} << 30;
  std::size_t folder_entries_max = 10'000;
  std::size_t roots_max = 64;
  std::size_t blocking_workers_max = 4;
  // the holder, as others ask it
  std::size_t holder_clients_max = 512;
  std::size_t holder_requests_max = 64;             // of one client, before they are answered
  std::size_t holder_waits_max = 100'000;           // of one client: reads that are held back
  std::size_t holder_message_bytes_max = 64 << 20;  // a program comes with its modules
  std::size_t holder_unread_bytes_max = 4 << 20;    // answers that a client has not taken
  std::uint64_t holder_part_bytes_max = 1 << 20;    // of the log, in one answer
  std::uint64_t holder_part_keys_max = 1'000;       // of the views, in one answer
  // triggers
  std::uint32_t trigger_depth_max = 16;         // runs of a chain, each started by the one before
  std::uint32_t trigger_starts_max = 1'000;     // of one workflow, by events of one window
  std::size_t trigger_batch_max = 1'000;        // events that start one run
  std::size_t trigger_starts_at_once_max = 64;  // being made
  std::uint32_t trigger_retry_ms = 1'000;       // until a start that met no space is tried again
  std::size_t triggers_max = 64;                // of one workflow
  // What the views hold depends on these: they are the same for everyone who reads a log.
  static constexpr std::int64_t trigger_rate_window_ms = 60'000;
  static constexpr std::uint64_t trigger_batch_bytes_max = 512 << 10;  // a batch is full past this
  static constexpr std::uint64_t trigger_backlog_max = 10'000;  // of starts nobody has made yet
  // the bus, as peers of any machine ask it; what the holder's limits say holds there, too
  std::size_t bus_message_bytes_max = 8 << 20;
  int bus_handshake_ms_max = 3'000;
  int bus_unsent_messages_max = 1'000;              // of one peer, in the library
  std::size_t bus_peers_max = 1'024;                // that have said hello
  std::int64_t bus_messages_per_s_max = 20'000;     // of one peer, on the average
  int bus_silent_ms_max = 10'000;                   // then a peer is taken for gone
  std::size_t bus_subscriptions_max = 64;           // of one peer
  std::size_t bus_patterns_max = 64;                // of one filter
  std::uint64_t bus_credit_max = 1'000'000;         // commits that may be sent unasked
  std::size_t bus_delivery_bytes_max = 256 << 10;   // of commits, in one message
  std::size_t bus_recent_bytes_max = 8 << 20;       // of commits kept for who is close behind
  std::size_t bus_live_subscriptions_max = 10'000;  // of all peers, to the live stream
  std::size_t bus_topics_max = 10'000;              // that have a counter
  std::size_t bus_refusal_kinds_max = 100;          // by reason and key; the rest is told as one
  int bus_refusals_told_ms = 60'000;                // how often each kind is told and recorded
  // names
  std::size_t name_bytes_max = 256;
  std::size_t run_id_bytes_max = 64;
  // store
  std::uint64_t free_space_reserve_bytes = 64 << 20;
  std::uint64_t view_flush_commits = 20'000;
  std::size_t view_buffer_keys_max = 100'000;
  std::size_t stream_heads_max = 100'000;
  std::uint32_t anchor_sync_ms = 1'000;  // the anchor is synced this long after it was written
};

}  // namespace azwf
