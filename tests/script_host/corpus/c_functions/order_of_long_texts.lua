-- expect: time
local t = {} for i = 1, 3 do t[i] = ("x"):rep(1 << 20) .. i end
while true do local _ = t[1] <= t[2] and t[2] >= t[3] end
