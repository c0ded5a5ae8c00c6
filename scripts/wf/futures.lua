-- wf.async: branches, and what they will have come to. Invariant: a branch's error is seen by
-- somebody: who awaits it, or the scope that it was begun in.
local host = ...
local scopes = require "wf.scopes"

local futures = {}

local hidden = {} -- the key under which a future has its branch's state
local methods = {}

local function settle(state, ok, ...)
  local scope = state.scope
  state.has_ended = true
  state.ok = ok
  if ok then
    state.results = table.pack(...)
  else
    state.error, state.trace = ...
  end
  scope.live = scope.live - 1
  local is_seen = ok
    or state.is_seen
    or state.is_unwanted and host.describe(state.error) == "cancelled"
  if is_seen then
    scope.children[state.number] = nil
  else
    scope.failed = scope.failed + 1
  end
  if scope.joiner and (scope.live == 0 or not is_seen) then host.wake(scope.joiner) end
  for _, watch in ipairs(state.watches) do
    watch(state)
  end
end

-- Begins a branch in the scope. Its error counts as seen when who begins it will look.
function futures.begin(scope, is_seen, f, ...)
  local arguments = table.pack(...)
  local state = { scope = scope, watches = {}, is_seen = is_seen }
  state.branch = host.begin(
    function()
      settle(state, scopes.run_body(scope.home, f, table.unpack(arguments, 1, arguments.n)))
    end
  )
  state.number = state.branch
  scope.children[state.number] = state
  scope.live = scope.live + 1
  return state
end

-- From now on somebody knows how it ended.
function futures.see(state)
  if state.is_seen then return end
  state.is_seen = true
  if state.has_ended and state.scope.children[state.number] then
    state.scope.children[state.number] = nil
    state.scope.failed = state.scope.failed - 1
  end
end

-- Nobody wants its outcome any more.
function futures.cancel(state)
  if state.has_ended then return end
  state.is_unwanted = true
  host.cancel(state.branch)
end

-- The state behind a future; nil for other values.
function futures.state_of(value) return host.is_future(value) and rawget(value, hidden) or nil end

local function own_state(self, method)
  return futures.state_of(self)
    or host.raise("bad_argument", "call it with a colon: future:" .. method .. "()")
end

function futures.check_outside(state)
  if host.is_inside(state.branch) then
    host.raise("deadlock", "a branch cannot wait for itself, nor for one that it was begun in")
  end
end

-- What the branch returned; its error, if it failed.
function methods.await(self)
  host.check "async(…):await()"
  local state = own_state(self, "await")
  if not state.has_ended then
    futures.check_outside(state)
    local owner = host.branch()
    table.insert(state.watches, function() host.wake(owner) end)
    while not state.has_ended do
      host.park "async(…):await()"
    end
  end
  futures.see(state)
  if state.ok then return table.unpack(state.results, 1, state.results.n) end
  return host.rethrow(state.error, state.trace, true)
end

-- Cancels the branch and all that it has begun; does not wait for them.
function methods.cancel(self) futures.cancel(own_state(self, "cancel")) end

function methods.done(self) return own_state(self, "done").has_ended == true end

for name, method in pairs(methods) do
  methods[name] = host.outer(method)
end
host.set_future_methods(methods)

-- wf.async(f, …): a branch that runs f(…), as a future.
function futures.async(f, ...)
  host.check "async"
  if type(f) ~= "function" then
    host.raise("bad_argument", "wf.async takes a function, and its arguments")
  end
  return host.mark_future { [hidden] = futures.begin(scopes.current(), false, f, ...) }
end

return futures
