-- expect: failed
pcall(error, error) error(function() end)
