-- The types of parameters: read(text) turns what a command line gives into a value, check(spec,
-- value) says what belongs there when the value does not. Loaded only where something is checked.
local host = ...

local types = {}

local function range(spec, value, noun)
  if spec.min and value < spec.min then return noun .. " of at least " .. tostring(spec.min) end
  if spec.max and value > spec.max then return noun .. " of at most " .. tostring(spec.max) end
end

types.string = {
  noun = "a text",
  read = function(text) return text end,
  check = function(spec, value)
    if type(value) ~= "string" or not host.is_text(value) then return "a text" end
    if spec.pattern and not string.find(value, spec.pattern) then
      return "a text that matches the pattern " .. spec.pattern
    end
  end,
}

types.integer = {
  noun = "an integer",
  read = function(text)
    local value = string.find(text, "^[+-]?%d+$") and tonumber(text)
    if math.type(value) == "integer" then return value end
  end,
  check = function(spec, value)
    if math.type(value) ~= "integer" then return "an integer" end
    return range(spec, value, "an integer")
  end,
}

types.number = {
  noun = "a number",
  read = function(text)
    local is_decimal = string.find(text, "^[+-]?%d*%.?%d*[eE]?[+-]?%d*$")
      and string.find(text, "%d")
    local value = is_decimal and tonumber(text)
    if value and math.abs(value) < math.huge then return value end
  end,
  check = function(spec, value)
    if type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
      return "a number"
    end
    return range(spec, value, "a number")
  end,
}

types.boolean = {
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
  for i, choice in ipairs(choices) do
    quoted[i] = '"' .. choice .. '"'
  end
  return "one of " .. table.concat(quoted, ", ")
end

types.enum = {
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

-- What belongs there, for a parameter that is missing or cannot be read.
function types.expected(spec)
  if spec.type == "enum" then return one_of(spec.choices) end
  if spec.pattern then return "a text that matches the pattern " .. spec.pattern end
  return types[spec.type].noun
end

return types
