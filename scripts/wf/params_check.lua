-- Parameters as given, held against their specs. Invariant: what check() returns satisfies every
-- spec, defaults filled in; anything else is a message that names the parameter.
local host = ...
local fields = require "wf.fields"
local types = require "wf.param_types"

local params_check = {}

local function is_required(spec) return spec.default == nil and not spec.optional end

local function how_to_pass(name, spec) return "pass " .. name .. "=" .. string.upper(spec.type) end

local function refuse(name, spec, given, wanted)
  return nil,
    "the parameter '"
      .. name
      .. "' is "
      .. fields.shown(given)
      .. "; "
      .. wanted
      .. " belongs there",
    how_to_pass(name, spec)
end

-- The value of one parameter, or nil and a message and a hint.
local function value_of(name, spec, text, typed)
  local kind = types[spec.type]
  if text ~= nil then
    typed = kind.read(text)
    if typed == nil then return refuse(name, spec, text, types.expected(spec)) end
  end
  if typed == nil or typed == host.null then
    if not is_required(spec) then return spec.default end
    return nil,
      "the parameter '" .. name .. "' is missing; " .. types.expected(spec) .. " belongs there",
      how_to_pass(name, spec)
  end
  local problem = kind.check(spec, typed)
  if problem then return refuse(name, spec, typed, problem) end
  return typed
end

local function check_names(specs, given)
  local names = {}
  for name in pairs(specs) do
    names[#names + 1] = name
  end
  for name in pairs(given) do
    if specs[name] == nil then
      local hint = #names == 0 and "this workflow takes no parameters"
        or "its parameters are: " .. table.concat(names, ", ")
      return "there is no parameter '" .. name .. "'" .. host.did_you_mean(name, names), hint
    end
  end
end

-- The checked parameters; or nil, what is wrong, and what to do about it. `texts` come from a
-- command line, `values` are typed.
function params_check.check(specs, texts, values)
  for _, given in ipairs { texts, values } do
    local message, hint = check_names(specs, given)
    if message then return nil, message, hint end
  end
  local checked = {}
  for name, spec in pairs(specs) do
    if texts[name] ~= nil and values[name] ~= nil then
      return nil, "the parameter '" .. name .. "' is given twice", "pass it once"
    end
    local value, message, hint = value_of(name, spec, texts[name], values[name])
    if message then return nil, message, hint end
    checked[name] = value
  end
  return checked
end

-- The parameters as a list sorted by name, for --help.
function params_check.list(specs)
  local list = {}
  for name, spec in pairs(specs) do
    list[#list + 1] = {
      name = name,
      type = spec.type,
      required = is_required(spec),
      default = spec.default,
      choices = spec.choices or {},
      pattern = spec.pattern or "",
      summary = spec.summary or "",
    }
  end
  return list
end

return params_check
