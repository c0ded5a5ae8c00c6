-- expect: instructions
local t, i = {}, 0
while true do i = i + 1 t[("k"):rep(100) .. i] = true end
