-- wf.scope, and what else holds branches together: the bodies of branches, and the run itself.
-- Invariant: a scope ends when every branch begun in it has ended; its undos then belong to the
-- scope around it, or, when it failed, have run.
local host = ...

local scopes = {}

local running = coroutine.running
local open = {} -- coroutine -> the innermost scope that was opened in it

-- `home` keeps the undos; inside an undo there is none. `base` is the body that is around it.
local function new_scope(thread, base, outer, home)
  return {
    thread = thread,
    base = base,
    outer = outer,
    home = home,
    undos = {},
    children = {}, -- by number: those that have not ended, or failed and were not awaited
    live = 0, -- how many have not ended
    failed = 0, -- how many failed, and nobody has seen it
    opened = {}, -- of a body: the scopes inside that have not been left
  }
end

scopes.root = new_scope()
scopes.root.home = scopes.root

function scopes.current() return host.innermost(open) or scopes.root end

-- A coroutine inside a scope belongs to the branch that opened it: no other can resume it.
local function set_open(thread, scope)
  open[thread] = scope
  host.bind(thread, scope ~= nil)
end

local function enter()
  local thread = running()
  local outer = scopes.current()
  local base = outer.base or outer
  local scope = new_scope(thread, base, outer)
  scope.home = outer.home and scope
  scope.below = open[thread]
  set_open(thread, scope)
  table.insert(base.opened, scope)
  return scope
end

local function leave(scope)
  set_open(scope.thread, scope.below)
  local opened = scope.base.opened
  for i = #opened, 1, -1 do
    if opened[i] == scope then return table.remove(opened, i) end
  end
end

-- The first child that failed while nobody awaited it.
local function failed_child(scope)
  if scope.failed == 0 then return nil end
  for _, child in pairs(scope.children) do
    if child.has_ended then return child end
  end
end

-- Waits until all children have ended, whatever is cancelled meanwhile; or, when it `heeds` them,
-- until one has failed: returns it.
local function await_children(scope, heeds)
  scope.joiner = host.branch()
  local failed = heeds and failed_child(scope)
  while scope.live > 0 and not failed do
    host.park()
    failed = heeds and failed_child(scope)
  end
  scope.joiner = nil
  return failed
end

local function stop_children(scope)
  for _, child in pairs(scope.children) do
    host.cancel(child.branch)
  end
  await_children(scope, false)
end

-- A coroutine that was left in the middle of a scope does not end it.
local function end_abandoned(body)
  while #body.opened > 0 do
    local scope = table.remove(body.opened)
    scope.is_abandoned = true
    set_open(scope.thread, nil)
    stop_children(scope)
    require "wf.undos".pass_up(scope)
  end
end

-- What became of the scope's function, as host.attempt returns it, once its children have ended.
function scopes.finish(scope, ok, ...)
  end_abandoned(scope)
  local failed = ok and await_children(scope, true)
  if ok and not failed then return true, ... end
  if ok then return scopes.finish(scope, false, failed.error, failed.trace) end
  stop_children(scope)
  return false, ...
end

local function leave_body(thread, ...)
  open[thread] = nil
  return ...
end

-- Calls f(…) as the body of a branch, whose undos `home` keeps: what became of it, as finish does.
function scopes.run_body(home, f, ...)
  local thread = running()
  local body = new_scope(thread, nil, nil, home)
  open[thread] = body
  return leave_body(thread, scopes.finish(body, host.attempt(f, ...)))
end

local function conclude(scope, ok, ...)
  local undos = require "wf.undos"
  if not scope.is_abandoned then
    leave(scope)
    if not ok then undos.run(scope) end
    undos.pass_up(scope)
  end
  if ok then return ... end
  return host.rethrow(...)
end

-- wf.scope(f, …): what f returns. When it fails, its branches are cancelled and its undos run.
function scopes.scope(f, ...)
  host.check "scope"
  if type(f) ~= "function" then
    host.raise("bad_argument", "wf.scope takes a function: wf.scope(function() … end)")
  end
  local scope = enter()
  return conclude(scope, scopes.finish(scope, host.attempt(f, ...)))
end

host.at_end(
  function(...) return require "wf.run_end".finish(...) end,
  function() return require "wf.run_end".roll_back() end
)

return scopes
