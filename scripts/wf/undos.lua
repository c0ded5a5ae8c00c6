-- wf.undo: what takes back what was done. Invariant: undos run one after another, the one that was
-- registered last first; after one has failed no other begins until a rollback is asked for.
local host = ...
local fields = require "wf.fields"
local scopes = require "wf.scopes"

local undos = {}

local function refuse(message) host.raise("bad_argument", "wf.undo: " .. message) end

-- Adds an undo where it belongs among the others.
local function insert(list, undo)
  local i = #list
  while i > 0 and list[i].number > undo.number do
    i = i - 1
  end
  table.insert(list, i + 1, undo)
end

-- "files.restore /srv/app.conf", where that is short enough for a name.
local function name_of(inverse)
  local path = inverse.arguments.path
  local name = type(path) == "string" and inverse.operation .. " " .. path
  return name and host.is_name(name) and name or inverse.operation
end

-- The function that takes back a change, which an operation returned, and its name.
local function inverse_of(change)
  local inverse = rawget(change, "inverse")
  if type(inverse) ~= "table" or type(inverse.arguments) ~= "table" then
    refuse "takes a function, or what an operation returned that has an inverse; this has none"
  end
  local operation = host.operation(inverse.operation)
  if not operation then
    refuse(
      "the inverse is the operation "
        .. fields.shown(inverse.operation)
        .. ", which is not one of this program's"
    )
  end
  return function() return operation(inverse.arguments) end, name_of(inverse)
end

-- wf.undo(f [, name]) or wf.undo(change [, name]): the change. Inside an undo it registers nothing.
function undos.undo(what, name)
  host.check_running "wf.undo"
  local run, named = what, ""
  if type(what) == "table" and not host.is_future(what) then
    run, named = inverse_of(what)
  elseif type(what) ~= "function" then
    refuse("takes a function, or a change; this is " .. fields.shown(what))
  end
  if name ~= nil and (type(name) ~= "string" or not host.is_name(name)) then
    refuse("the name is " .. fields.shown(name) .. "; a short text belongs there")
  end
  local home = scopes.current().home
  if home then
    local id, number = host.next_undo()
    local module, line = host.place()
    local undo = { id = id, number = number, tries = 0, run = run, module = module, line = line }
    insert(home.undos, undo)
    host.undo_registered(id, name or named)
  end
  return what
end

-- Runs one in a branch of its own; true, or false, the error and its trace.
local function perform(undo)
  undo.tries = undo.tries + 1
  local owner, has_ended = host.branch(), false
  local ok, error, trace
  host.undo_begun(undo.id, undo.module, undo.line)
  host.begin(function()
    ok, error, trace = scopes.run_body(nil, undo.run)
    has_ended = true
    host.wake(owner)
  end, undo.tries == 1 and undo.id or undo.id .. "~" .. undo.tries, undo.module, undo.line)
  while not has_ended do
    host.park()
  end
  return ok, error, trace
end

local function note_failure(undo, error, trace)
  host.undo_failed(undo.id, error, trace)
  undo.number = math.huge -- to be tried first
  undos.failure = undos.failure or { error = error, trace = trace }
  host.cancel(1)
end

-- Runs the undos of the scope. When one fails it stays, as the last, and so do those before it.
function undos.run(scope)
  while #scope.undos > 0 and not undos.failure do
    local undo = table.remove(scope.undos)
    local kills = host.kills()
    local ok, error, trace = perform(undo)
    if host.kills() > kills then
      insert(scope.undos, undo) -- cut short: it begins anew
    elseif ok then
      host.undo_done(undo.id, undo.module, undo.line)
    else
      note_failure(undo, error, trace)
      insert(scope.undos, undo)
    end
  end
end

-- What is still to be undone belongs to the scope around it now.
function undos.pass_up(scope)
  local home = scope.outer.home
  for _, undo in ipairs(scope.undos) do
    insert(home.undos, undo)
  end
  scope.undos = {}
end

return undos
