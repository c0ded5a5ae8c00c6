-- expect: completed
local co
for _ = 1, 2000 do
  local inner = co
  co = coroutine.create(function()
    local x <close> = setmetatable({}, { __close = function()
      if inner then coroutine.close(inner) end
    end })
    coroutine.yield()
  end)
  coroutine.resume(co)
end
return (coroutine.close(co))
