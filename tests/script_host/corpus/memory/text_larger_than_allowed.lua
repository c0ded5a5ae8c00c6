-- expect: memory
local s = ("x"):rep(3e6)
return #(s .. s .. s .. s)
