-- expect: completed
return { tostring(0 / 0), tostring(-(0 / 0)), ("%g"):format(0 / 0) }
