-- expect: failed
return string.dump(function() end)
