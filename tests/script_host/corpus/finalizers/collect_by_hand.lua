-- expect: failed
collectgarbage()
