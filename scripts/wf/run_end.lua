-- How a run ends that has begun branches, scopes or undos. Invariant: it ends when all its branches
-- have ended; what is not undone then is kept for a rollback.
local host = ...
local scopes = require "wf.scopes"
local undos = require "wf.undos"

local run_end = {}

local function give_up()
  local remaining = {}
  for i = #scopes.root.undos, 1, -1 do
    remaining[#remaining + 1] = scopes.root.undos[i].id
  end
  host.rollback_failed(remaining, undos.failure.error, undos.failure.trace)
end

-- Undoes all there is, if there is something; whether nothing has failed.
local function undo_all(error, trace)
  if undos.failure then return false end
  if #scopes.root.undos > 0 then
    host.undoing(nil, error, trace)
    undos.run(scopes.root)
  end
  return undos.failure == nil
end

-- The main function has returned a value, or raised an error.
function run_end.finish(has_returned, value, trace)
  has_returned, value, trace = scopes.finish(scopes.root, has_returned, value, trace)
  if has_returned and not undos.failure and not host.is_rolling_back() then
    value = host.complete(value)
    if value == nil then return end
  elseif not has_returned then
    host.note_failure(trace)
  end
  if not undo_all(value, trace) then return give_up() end
  host.end_failed(nil, value, trace)
end

-- The run had ended, and is to be undone.
function run_end.roll_back()
  undos.failure = nil
  if not undo_all() then return give_up() end
  host.end_rolled_back()
end

return run_end
