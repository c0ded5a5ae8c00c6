-- wf.string and its kin: specs of a workflow's parameters. Invariant: a spec that was made
-- satisfies itself: its default, if any, is a value it would accept.
local host = ...
local fields = require "wf.fields"

local params = {}

local common = { "default", "summary", "optional" }
local options = {
  string = { "pattern" },
  integer = { "min", "max" },
  number = { "min", "max" },
  boolean = {},
  enum = {},
}
for _, known in pairs(options) do
  for _, name in ipairs(common) do
    known[#known + 1] = name
  end
end

local wanted = {
  min = "number",
  max = "number",
  pattern = "string",
  summary = "string",
  optional = "boolean",
}

local function refusing(maker)
  return function(message) host.raise("bad_parameter", maker .. ": " .. message) end
end

local function check_options(spec, refuse)
  for name, kind in pairs(wanted) do
    if spec[name] ~= nil and type(spec[name]) ~= kind then
      refuse(
        "'" .. name .. "' is " .. fields.shown(spec[name]) .. "; a " .. kind .. " belongs there"
      )
    end
  end
  if spec.pattern and not pcall(string.find, "", spec.pattern) then
    refuse("'pattern' is no Lua pattern: " .. spec.pattern)
  end
  if spec.default == nil then return end
  local problem = require "wf.param_types"[spec.type].check(spec, spec.default)
  if problem then
    refuse("'default' is " .. fields.shown(spec.default) .. "; " .. problem .. " belongs there")
  end
end

local function make(type_name, given, choices)
  local refuse = refusing("wf." .. type_name)
  if given == nil then given = {} end
  if type(given) ~= "table" then refuse "takes one table of options" end
  fields.check_known(given, options[type_name], refuse)
  local spec = { type = type_name, choices = choices }
  for name, value in pairs(given) do
    spec[name] = value
  end
  if next(given) ~= nil then check_options(spec, refuse) end
  return host.mark_spec(spec)
end

for _, type_name in ipairs { "string", "integer", "number", "boolean" } do
  params[type_name] = function(given) return make(type_name, given) end
end

function params.enum(given)
  local refuse = refusing "wf.enum"
  if type(given) ~= "table" then refuse 'takes a table: wf.enum { "staging", "production" }' end
  local choices, named = {}, {}
  for key, value in pairs(given) do
    if math.type(key) ~= "integer" then
      named[key] = value
    elseif type(value) ~= "string" then
      refuse("choices are texts; one is " .. fields.shown(value))
    else
      choices[#choices + 1] = value
    end
  end
  if #choices == 0 then refuse "has no choices" end
  return make("enum", named, choices)
end

return params
