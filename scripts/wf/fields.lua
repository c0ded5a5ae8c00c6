-- Checks that the library's functions share: known fields, and values in words for messages.
local host = ...

local fields = {}

-- A value as a message shows it: `nil`, `the number 3`, `the text "x"`, `a table`.
function fields.shown(value)
  local kind = type(value)
  if kind == "string" then
    if #value > 40 then value = string.sub(value, 1, 40) .. "…" end
    return 'the text "' .. value .. '"'
  end
  if kind == "number" then return "the number " .. tostring(value) end
  if kind == "nil" or kind == "boolean" then return tostring(value) end
  return "a " .. kind
end

-- Refuses a field of `given` that is not in `known`; list items count as unknown.
function fields.check_known(given, known, refuse)
  local is_known = {}
  for _, name in ipairs(known) do
    is_known[name] = true
  end
  for name in pairs(given) do
    if type(name) ~= "string" then
      refuse("takes named fields; there is a list item, too")
    elseif not is_known[name] then
      local meant = host.did_you_mean(name, known)
      if meant == "" then meant = "; there are " .. table.concat(known, ", ") end
      refuse("there is no field '" .. name .. "'" .. meant)
    end
  end
end

return fields
