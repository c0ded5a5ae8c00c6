-- wf.event: which events of the log start a workflow. Invariant: a trigger that was made can be
-- installed.
local host = ...
local fields = require "wf.fields"

local triggers = {}

local known = { "type", "subject", "workflow", "where", "with", "debounce", "batch" }

local function refuse(message) host.raise("bad_trigger", "wf.event: " .. message) end

local function check_kind(given, name, kind, noun)
  local value = given[name]
  if value ~= nil and type(value) ~= kind then
    refuse("'" .. name .. "' is " .. fields.shown(value) .. "; " .. noun .. " belongs there")
  end
  return value
end

local function read_batch(trigger, batch)
  fields.check_known(batch, { "max", "within" }, function(message) refuse("batch: " .. message) end)
  if math.type(batch.max) ~= "integer" then
    refuse(
      "'batch.max' is " .. fields.shown(batch.max) .. "; how many events at most belongs there"
    )
  end
  trigger.batch = batch.max
  if batch.within ~= nil then
    trigger.within_ms = host.duration_ms(batch.within, "wf.event", "batch.within")
  end
end

function triggers.event(given)
  if type(given) ~= "table" then refuse 'takes one table: wf.event { type = "git.push" }' end
  fields.check_known(given, known, refuse)
  if given.type == nil then refuse "'type' is missing: the events' type, or a pattern of types" end
  local trigger = {
    type = check_kind(given, "type", "string", "a text"),
    subject = check_kind(given, "subject", "string", "a pattern") or "",
    workflow = check_kind(given, "workflow", "string", "a workflow's name") or "",
    where = check_kind(given, "where", "table", "a table of fields and what they must be") or {},
    with = check_kind(given, "with", "table", "a table of parameters and paths") or {},
    debounce_ms = 0,
    within_ms = 0,
    batch = 0,
  }
  if given.debounce ~= nil then
    trigger.debounce_ms = host.duration_ms(given.debounce, "wf.event", "debounce")
  end
  local batch = check_kind(given, "batch", "table", 'a table { max = 10, within = "1m" }')
  if batch then read_batch(trigger, batch) end
  host.check_trigger(trigger)
  return host.mark_trigger(trigger)
end

-- A copy, so that what was checked stays so. Of parameters that `with` fills there must be specs.
function triggers.checked(on, params, refuse_workflow)
  if type(on) ~= "table" or host.is_trigger(on) then
    refuse_workflow(
      "'on' is " .. fields.shown(on) .. "; a list belongs there: { wf.event { … } }"
    )
  end
  local copy = {}
  for key, trigger in pairs(on) do
    if math.type(key) ~= "integer" or not host.is_trigger(trigger) then
      refuse_workflow(
        "'on' holds "
          .. fields.shown(math.type(key) and trigger or key)
          .. "; wf.event { … } belongs there"
      )
    end
    for name in pairs(trigger.with) do
      if params[name] == nil then
        refuse_workflow("'on' fills the parameter '" .. tostring(name) .. "', which there is not")
      end
    end
    copy[#copy + 1] = trigger
  end
  return copy
end

return triggers
