-- wf.workflow: what a script returns. Invariant: what define() lets through can be described, and
-- run with any parameters that pass its checks.
local host = ...
local fields = require "wf.fields"

local workflow = {}

local known = { "name", "summary", "params", "on", "roots", "run" }

local function refuse(message) host.raise("bad_workflow", "wf.workflow: " .. message) end

local function check_name(name)
  if type(name) ~= "string" or not string.find(name, "^[%w][%w_.-]*$") or #name > 128 then
    refuse(
      "'name' is "
        .. fields.shown(name)
        .. "; a name like \"release\" belongs there: letters, digits, '_', '-', '.'"
    )
  end
end

local function check_params(specs)
  if type(specs) ~= "table" then refuse("'params' is a table: { env = wf.string(), … }") end
  for name, spec in pairs(specs) do
    if type(name) ~= "string" or not string.find(name, "^[%a_][%w_-]*$") then
      refuse(
        "a parameter's name is "
          .. fields.shown(name)
          .. "; letters, digits, '_' and '-' make a name"
      )
    end
    if not host.is_spec(spec) then
      refuse(
        "the parameter '"
          .. name
          .. "' is "
          .. fields.shown(spec)
          .. "; wf.string, wf.integer, wf.number, wf.boolean or wf.enum belongs there"
      )
    end
  end
end

-- Where the workflow may touch files; a copy, so that what was checked stays so.
local function checked_roots(roots)
  if type(roots) ~= "table" then
    refuse("'roots' is " .. fields.shown(roots) .. '; a list of folders belongs there: { "conf" }')
  end
  local copy = {}
  for key, root in pairs(roots) do
    if
      math.type(key) ~= "integer"
      or type(root) ~= "string"
      or root == ""
      or string.find(root, "\0", 1, true)
      or not host.is_text(root)
    then
      refuse(
        "'roots' holds "
          .. fields.shown(math.type(key) and root or key)
          .. '; a list of folders belongs there: { "conf", "/etc/app" }'
      )
    end
    copy[#copy + 1] = root
  end
  return copy
end

function workflow.define(definition)
  if type(definition) ~= "table" then
    refuse 'takes one table: wf.workflow { name = "…", run = function(params) … end }'
  end
  fields.check_known(definition, known, refuse)
  check_name(definition.name)
  if definition.summary ~= nil and type(definition.summary) ~= "string" then
    refuse("'summary' is " .. fields.shown(definition.summary) .. "; a text belongs there")
  end
  if type(definition.run) ~= "function" then
    refuse(
      "'run' is "
        .. fields.shown(definition.run)
        .. "; a function belongs there: run = function(params) … end"
    )
  end
  check_params(definition.params or {})
  local on = definition.on
  if on ~= nil then on = require("wf.triggers").checked(on, definition.params or {}, refuse) end
  return host.mark_workflow {
    name = definition.name,
    summary = definition.summary or "",
    params = definition.params or {},
    on = on,
    roots = checked_roots(definition.roots or {}),
    run = definition.run,
  }
end

return workflow
