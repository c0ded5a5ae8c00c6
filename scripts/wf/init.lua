-- The `wf` library's Lua part. `host` gives what only the library may use; `host.wf` has the
-- primitives and operations already. Invariant: nothing here keeps state between two runs.
local host = ...
local wf = host.wf

local params = require "wf.params"

wf.workflow = require "wf.workflow".define
wf.string = params.string
wf.integer = params.integer
wf.number = params.number
wf.boolean = params.boolean
wf.enum = params.enum

-- A time that is past is not waited for.
wf.sleep_until = host.outer(function(time)
  host.check "sleep_until"
  if type(time) == "number" and time >= 0 and time <= host.now() then return end
  return host.sleep_until(time)
end)

-- Most runs need few of these: each is loaded when it is first called.
local require = require
local modules = {
  all = "wf.groups",
  any = "wf.groups",
  async = "wf.futures",
  event = "wf.triggers",
  map = "wf.groups",
  retry = "wf.retry",
  scope = "wf.scopes",
  undo = "wf.undos",
}
for name, module in pairs(modules) do
  wf[name] = host.outer(function(...) return require(module)[name](...) end)
end

return wf
