-- expect: failed
getmetatable("").__index.rep = function() while true do end end
