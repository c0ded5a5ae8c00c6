-- expect: instructions
local s = "return load(...)"
while true do s = "return load(" .. ("%q"):format(s:sub(1, 50)) .. ")" load(s) end
