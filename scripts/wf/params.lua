-- Parameters of a workflow: wf.string and its kin make specs, check() holds what was given against
-- them. Invariant: what check() returns satisfies every spec, defaults filled in.
local host = ...
local fields = require "wf.fields"

local params = {}

local types = {}  -- name -> { options, noun, read(text), check(spec, value) }

local function refusing(maker)
  return function(message) host.raise("bad_parameter", maker .. ": " .. message) end
end

-- A number from text as a command line gives it: decimal, nothing around it.
local function read_number(text)
  if not text:find "^[+-]?%d*%.?%d*[eE]?[+-]?%d*$" or not text:find "%d" then return nil end
  return tonumber(text)
end

local function check_range(spec, value)
  if spec.min and value < spec.min then return "at least " .. tostring(spec.min) end
  if spec.max and value > spec.max then return "at most " .. tostring(spec.max) end
end

types.string = {
  options = { "pattern", "default", "summary", "optional" },
  noun = "a text",
  read = function(text) return text end,
  check = function(spec, value)
    if type(value) ~= "string" or not host.is_text(value) then return "a text" end
    if spec.pattern and not value:find(spec.pattern) then
      return "a text that matches the pattern " .. spec.pattern
    end
  end,
}

types.integer = {
  options = { "min", "max", "default", "summary", "optional" },
  noun = "an integer",
  read = function(text)
    local value = text:find "^[+-]?%d+$" and tonumber(text)
    return math.type(value) == "integer" and value or nil
  end,
  check = function(spec, value)
    if math.type(value) ~= "integer" then return "an integer" end
    local range = check_range(spec, value)
    return range and "an integer of " .. range
  end,
}

types.number = {
  options = { "min", "max", "default", "summary", "optional" },
  noun = "a number",
  read = read_number,
  check = function(spec, value)
    if type(value) ~= "number" or value ~= value then return "a number" end
    local range = check_range(spec, value)
    return range and "a number of " .. range
  end,
}

types.boolean = {
  options = { "default", "summary", "optional" },
  noun = "true or false",
  read = function(text)
    if text == "true" then return true end
    if text == "false" then return false end
  end,
  check = function(_, value)
    if type(value) ~= "boolean" then return "true or false" end
  end,
}

local function one_of(choices)
  local quoted = {}
  for i, choice in ipairs(choices) do quoted[i] = '"' .. choice .. '"' end
  return "one of " .. table.concat(quoted, ", ")
end

types.enum = {
  options = { "default", "summary", "optional" },
  noun = "one of its choices",
  read = function(text) return text end,
  check = function(spec, value)
    for _, choice in ipairs(spec.choices) do
      if choice == value then return nil end
    end
    local meant = type(value) == "string" and host.did_you_mean(value, spec.choices) or ""
    return one_of(spec.choices) .. meant
  end,
}

-- What belongs there, for a message about a missing parameter.
local function expected(spec)
  if spec.type == "enum" then return one_of(spec.choices) end
  if spec.pattern then return "a text that matches the pattern " .. spec.pattern end
  return types[spec.type].noun
end

local function check_options(spec, refuse)
  if spec.summary ~= nil and type(spec.summary) ~= "string" then refuse "'summary' is a text" end
  if spec.optional ~= nil and type(spec.optional) ~= "boolean" then
    refuse "'optional' is true or false"
  end
  if spec.pattern ~= nil then
    local is_sound = type(spec.pattern) == "string" and pcall(string.find, "", spec.pattern)
    if not is_sound then refuse "'pattern' is no Lua pattern" end
  end
  for _, bound in ipairs { "min", "max" } do
    local value = spec[bound]
    if value ~= nil and type(value) ~= "number" then refuse("'" .. bound .. "' is a number") end
  end
  if spec.default == nil then return end
  local wanted = types[spec.type].check(spec, spec.default)
  if wanted then
    refuse("'default' is " .. fields.shown(spec.default) .. "; " .. wanted .. " belongs there")
  end
end

local function make(type_name, options, choices)
  local refuse = refusing("wf." .. type_name)
  if options == nil then options = {} end
  if type(options) ~= "table" then refuse "takes one table of options" end
  fields.check_known(options, types[type_name].options, refuse)
  local spec = { type = type_name, choices = choices }
  for name, value in pairs(options) do spec[name] = value end
  check_options(spec, refuse)
  return host.mark_spec(spec)
end

for _, type_name in ipairs { "string", "integer", "number", "boolean" } do
  params[type_name] = function(options) return make(type_name, options) end
end

function params.enum(options)
  local refuse = refusing "wf.enum"
  if type(options) ~= "table" then refuse "takes a table: wf.enum { \"staging\", \"production\" }" end
  local choices, named = {}, {}
  for key, value in pairs(options) do
    if math.type(key) == "integer" then
      if type(value) ~= "string" then refuse("choices are texts; one is " .. fields.shown(value)) end
      choices[#choices + 1] = value
    else
      named[key] = value
    end
  end
  if #choices == 0 then refuse "has no choices" end
  return make("enum", named, choices)
end

function params.is_spec(value) return host.is_spec(value) end

local function is_required(spec) return spec.default == nil and not spec.optional end

local function refuse_given(name, spec, value, wanted)
  return nil, "the parameter '" .. name .. "' is " .. fields.shown(value) .. "; " .. wanted ..
    " belongs there", "pass " .. name .. "=" .. spec.type:upper()
end

-- The value of one parameter, or nil and a message and a hint.
local function value_of(name, spec, text, typed)
  local kind = types[spec.type]
  if text ~= nil then
    typed = kind.read(text)
    if typed == nil then return refuse_given(name, spec, text, expected(spec)) end
  end
  if typed == nil or typed == host.wf.null then
    if not is_required(spec) then return spec.default end
    return nil, "the parameter '" .. name .. "' is missing; " .. expected(spec) ..
      " belongs there", "pass " .. name .. "=" .. spec.type:upper()
  end
  local wanted = kind.check(spec, typed)
  if wanted then return refuse_given(name, spec, typed, wanted) end
  return typed
end

local function check_names(specs, given)
  local names = {}
  for name in pairs(specs) do names[#names + 1] = name end
  for name in pairs(given) do
    if specs[name] == nil then
      local hint = #names == 0 and "this workflow takes no parameters" or
        "its parameters are: " .. table.concat(names, ", ")
      return "there is no parameter '" .. name .. "'" .. host.did_you_mean(name, names), hint
    end
  end
end

-- The checked parameters; or nil, what is wrong, and what to do about it. `texts` come from a
-- command line, `values` are typed.
function params.check(specs, texts, values)
  local message, hint = check_names(specs, texts)
  if not message then message, hint = check_names(specs, values) end
  if message then return nil, message, hint end
  local checked = {}
  for name, spec in pairs(specs) do
    if texts[name] ~= nil and values[name] ~= nil then
      return nil, "the parameter '" .. name .. "' is given twice", "pass it once"
    end
    checked[name], message, hint = value_of(name, spec, texts[name], values[name])
    if message then return nil, message, hint end
  end
  return checked
end

-- The parameters as a sorted list for --help and the start of a run.
function params.list(specs)
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

return params
