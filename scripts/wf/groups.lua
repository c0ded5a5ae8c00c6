-- wf.all, wf.any, wf.map: several branches awaited together. Invariant: they return or raise when
-- every branch that they are about has ended.
local host = ...
local fields = require "wf.fields"
local futures = require "wf.futures"
local scopes = require "wf.scopes"

local groups = {}

local function refuse(name, message)
  local what = "wf." .. name .. ": " .. message
  host.raise("bad_argument", what)
end

local function check_options(name, options, known)
  if options == nil then return {} end
  if type(options) ~= "table" then refuse(name, "the options are a table") end
  fields.check_known(options, known, function(message) refuse(name, message) end)
  return options
end

-- A group of branches that `begin(entry)` begins or finds, as many at a time as the limit says.
local function new_group(name, entries, limit, begin)
  return {
    name = name,
    entries = entries,
    limit = limit,
    begin = begin,
    owner = host.branch(),
    begun = 0,
    live = 0,
    states = {}, -- by entry
    first = {}, -- the first entry that succeeded (true) and the first that failed (false)
  }
end

local function note_end(group, entry, state)
  group.live = group.live - 1
  if group.first[state.ok] == nil then group.first[state.ok] = entry end
  local is_waited_for = group.live == 0 or group.begun < #group.entries or state.ok == group.enough
  if is_waited_for then host.wake(group.owner) end
end

local function begin_next(group)
  group.begun = group.begun + 1
  local entry = group.entries[group.begun]
  local state = group.begin(entry)
  futures.check_outside(state)
  group.states[group.begun] = state
  group.live = group.live + 1
  if state.has_ended then return note_end(group, entry, state) end
  table.insert(state.watches, function() note_end(group, entry, state) end)
end

-- Until all have ended, or one has ended as `enough` says.
local function await_group(group)
  local enough = group.enough
  while true do
    while
      group.first[enough] == nil
      and group.begun < #group.entries
      and group.live < group.limit
    do
      begin_next(group)
    end
    if group.first[enough] ~= nil or group.live == 0 then return end
    host.park(group.name)
  end
end

-- Cancels what is left, when it is no longer wanted, and awaits it.
local function run_group(group, enough)
  host.check(group.name)
  group.enough = enough
  local ok, error, trace = host.attempt(await_group, group)
  for i = 1, group.begun do
    local state = group.states[i]
    if state then futures.cancel(state) end
  end
  while group.live > 0 do
    host.park()
  end
  for i = 1, group.begun do
    if group.states[i] then futures.see(group.states[i]) end
  end
  if not ok then host.rethrow(error, trace) end
end

local function raise_first_failure(group)
  local entry = group.first[false]
  if not entry then return end
  for i, other in ipairs(group.entries) do
    if other == entry then host.rethrow(group.states[i].error, group.states[i].trace, true) end
  end
end

local function results_of(group)
  local results = {}
  for i, entry in ipairs(group.entries) do
    results[entry.key] = group.states[i].results[1]
  end
  return results
end

-- The functions and futures that wf.all and wf.any are given, in order of their keys.
local function entries_of(name, given)
  if type(given) ~= "table" or host.is_future(given) then
    refuse(name, "takes a table of functions and futures")
  end
  local entries = {}
  for key, value in pairs(given) do
    if type(value) ~= "function" and not host.is_future(value) then
      refuse(
        name,
        "at "
          .. fields.shown(key)
          .. " is "
          .. fields.shown(value)
          .. "; a function or a future belongs there"
      )
    end
    entries[#entries + 1] = { key = key, value = value }
  end
  return entries
end

-- wf.all and wf.any begin all their functions at once.
local function check_room(entries)
  local count = 0
  for _, entry in ipairs(entries) do
    if type(entry.value) == "function" then count = count + 1 end
  end
  host.check_room(count)
end

local function begin_or_find(entry)
  local state = futures.state_of(entry.value)
  return state or futures.begin(scopes.current(), true, entry.value)
end

-- wf.all(list [, { on_failure = "cancel" | "wait" }]): the results, under the same keys.
function groups.all(given, options)
  host.check "all"
  local entries = entries_of("all", given)
  local on_failure = check_options("all", options, { "on_failure" }).on_failure or "cancel"
  if on_failure ~= "cancel" and on_failure ~= "wait" then
    refuse(
      "all",
      "'on_failure' is " .. fields.shown(on_failure) .. '; "cancel" or "wait" belongs there'
    )
  end
  check_room(entries)
  local group = new_group("all", entries, math.huge, begin_or_find)
  run_group(group, on_failure == "wait" and "none" or false)
  raise_first_failure(group)
  return results_of(group)
end

local function raise_all_failed(group)
  local details = {}
  for i, entry in ipairs(group.entries) do
    local code, message = host.describe(group.states[i].error)
    details[entry.key] = { code = code, message = message }
  end
  host.fail("all_failed", "wf.any: all " .. #group.entries .. " failed", details)
end

-- wf.any(list): the result of the first that succeeds, and its key.
function groups.any(given)
  host.check "any"
  local entries = entries_of("any", given)
  if #entries == 0 then refuse("any", "is given nothing to wait for") end
  check_room(entries)
  local group = new_group("any", entries, math.huge, begin_or_find)
  run_group(group, true)
  local entry = group.first[true]
  if not entry then raise_all_failed(group) end
  for i, other in ipairs(entries) do
    if other == entry then return group.states[i].results[1], entry.key end
  end
end

-- wf.map(list, f [, { limit = n }]): f(value, key) of each, under the same keys.
function groups.map(list, f, options)
  host.check "map"
  if type(list) ~= "table" or host.is_future(list) then refuse("map", "takes a table of values") end
  if type(f) ~= "function" then refuse("map", "takes a function after the table") end
  local limit = check_options("map", options, { "limit" }).limit or math.huge
  if limit ~= math.huge and (math.type(limit) ~= "integer" or limit < 1) then
    refuse("map", "'limit' is " .. fields.shown(limit) .. "; an integer from 1 belongs there")
  end
  local entries = {}
  for key, value in pairs(list) do
    entries[#entries + 1] = { key = key, value = value }
  end
  host.check_room(math.min(#entries, limit))
  local group = new_group(
    "map",
    entries,
    limit,
    function(entry) return futures.begin(scopes.current(), true, f, entry.value, entry.key) end
  )
  run_group(group, false)
  raise_first_failure(group)
  return results_of(group)
end

return groups
