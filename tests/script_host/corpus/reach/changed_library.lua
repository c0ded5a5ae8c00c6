-- expect: instructions
string.rep = function() while true do end end
local _ = ("x"):rep(2) error "changed"
