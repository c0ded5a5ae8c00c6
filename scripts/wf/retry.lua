-- wf.retry: a function tried again when it fails, after waits that survive restarts.
local host = ...
local fields = require "wf.fields"

local retry = {}

local known = { "attempts", "factor", "first", "max", "on" }

local function refuse(message) host.raise("bad_argument", "wf.retry: " .. message) end

local function read_codes(on)
  if on == nil then return nil end
  if type(on) ~= "table" then
    refuse("'on' is " .. fields.shown(on) .. "; a list of error codes belongs there")
  end
  local codes = {}
  for _, code in ipairs(on) do
    codes[code] = true
  end
  return codes
end

local function read_policy(given)
  if type(given) ~= "table" then
    refuse "takes a policy and a function: wf.retry({ attempts = 3 }, function() … end)"
  end
  fields.check_known(given, known, refuse)
  local attempts = given.attempts
  if math.type(attempts) ~= "integer" or attempts < 1 then
    refuse("'attempts' is " .. fields.shown(attempts) .. "; an integer from 1 belongs there")
  end
  local factor = given.factor or 2
  if type(factor) ~= "number" or not (factor >= 1 and factor <= 1e6) then
    refuse("'factor' is " .. fields.shown(factor) .. "; a number from 1 to 1000000 belongs there")
  end
  return {
    attempts = attempts,
    factor = factor,
    first_ms = host.duration_ms(given.first or 1, "wf.retry", "first"),
    max_ms = host.duration_ms(given.max or 300, "wf.retry", "max"),
    codes = read_codes(given.on),
  }
end

local function is_worth_it(policy, error)
  local code = host.describe(error)
  return code ~= "cancelled" and (policy.codes == nil or policy.codes[code] == true)
end

-- wf.retry({ attempts, first, factor, max, on }, f): what f(attempt) returns.
function retry.retry(given, f)
  host.check "retry"
  local policy = read_policy(given)
  if type(f) ~= "function" then refuse "takes a function after the policy" end
  local delay_ms = math.min(policy.first_ms, policy.max_ms)
  local function try(attempt, ok, ...)
    if ok then return ... end
    local error, trace = ...
    if attempt >= policy.attempts or not is_worth_it(policy, error) then
      host.rethrow(error, trace)
    end
    host.sleep(math.floor(delay_ms) .. "ms")
    delay_ms = math.min(delay_ms * policy.factor, policy.max_ms)
    return try(attempt + 1, host.attempt(f, attempt + 1))
  end
  return try(1, host.attempt(f, 1))
end

return retry
