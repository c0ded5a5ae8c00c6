-- expect: completed
local t = {} for _, k in ipairs { "z", "a", "m", "q", "b" } do t[k] = true end
for i = 20, 1, -3 do t[i] = true end
local keys = {} for k in pairs(t) do keys[#keys + 1] = tostring(k) end
return table.concat(keys, " ")
