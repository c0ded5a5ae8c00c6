-- expect: memory
local t, s = {}, ("x"):rep(5000)
for i = 1, 1e9 do t[i] = s .. i end
