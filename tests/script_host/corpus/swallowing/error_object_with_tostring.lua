-- expect: failed
error(setmetatable({}, { __tostring = function() error "inside" end }))
