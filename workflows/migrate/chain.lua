-- Migrations as they are declared, the way from one version to another, and its application.
-- Invariant: what is applied twice changes nothing the second time.
local chain = {}

local function refuse(code, message) wf.fail(code, message) end

-- A version as text: `1.0` and "1.0" are the same version.
local function text_of(version) return version ~= nil and tostring(version) or nil end

-- The text as a value; what is wrong with it is said of the file.
local function decode(text, file)
  local ok, value = pcall(wf.yaml.decode, text)
  if not ok then refuse(value.code, file .. ": " .. value.message) end
  return value
end

local function check_migration(migration, file, number)
  local function bad(what)
    refuse("bad_chain", file .. ": migration " .. number .. " " .. what)
  end
  if type(migration) ~= "table" then bad "is no map with from, to and changes" end
  for key in pairs(migration) do
    if key ~= "from" and key ~= "to" and key ~= "summary" and key ~= "changes" then
      bad("has the unknown field '" .. tostring(key) .. "'")
    end
  end
  if migration.from == nil or migration.to == nil then bad "lacks `from` or `to`" end
  if type(migration.changes) ~= "table" then bad "lacks its list of `changes`" end
end

-- The declared migrations, checked. `version` is the path of the version in the file to migrate.
function chain.read(text, file)
  local declared = decode(text, file)
  if type(declared) ~= "table" or type(declared.migrations) ~= "table" then
    refuse("bad_chain", file .. ": a map with `version` (a path) and `migrations` belongs there")
  end
  for number, migration in ipairs(declared.migrations) do
    check_migration(migration, file, number)
  end
  local version = declared.version
  return {
    version = type(version) == "string" and { version } or version or { "version" },
    migrations = declared.migrations,
    file = file,
  }
end

-- What stands at a path of a value; nil when nothing does.
function chain.value_at(value, path)
  for _, part in ipairs(type(path) == "table" and path or { path }) do
    if type(value) ~= "table" then return nil end
    value = value[part]
  end
  return value
end

local function migration_from(migrations, version)
  for _, migration in ipairs(migrations) do
    if text_of(migration.from) == version then return migration end
  end
end

local function known_versions(migrations)
  local known = {}
  for _, migration in ipairs(migrations) do known[#known + 1] = text_of(migration.from) end
  if #migrations > 0 then known[#known + 1] = text_of(migrations[#migrations].to) end
  return table.concat(known, ", ")
end

-- The migrations from the text's version to `wanted.to`, or as far as they lead.
function chain.plan(declared, text, wanted)
  local migrations = declared.migrations
  local version = text_of(chain.value_at(decode(text, wanted.file), declared.version))
    or wanted.from
  if version == nil then
    refuse("no_version", wanted.file .. " has no " .. table.concat(declared.version, ".") ..
      "; say which version it is: from=…")
  end
  local plan = { from = version, to = version, migrations = {} }
  while plan.to ~= wanted.to do
    local migration = migration_from(migrations, plan.to)
    if not migration then break end
    if #plan.migrations == #migrations then
      refuse("bad_chain", declared.file .. ": its migrations lead round in a circle")
    end
    plan.migrations[#plan.migrations + 1] = migration
    plan.to = text_of(migration.to)
  end
  local is_known = plan.to == wanted.to or (not wanted.to and (#plan.migrations > 0
    or #migrations > 0 and text_of(migrations[#migrations].to) == version))
  if not is_known then
    refuse("no_way", "no migrations lead from " .. version .. " to " .. (wanted.to or "anywhere") ..
      "; " .. declared.file .. " knows " .. known_versions(migrations))
  end
  return plan
end

-- One change, as wf.yaml.edit takes it; with `where`, only if something stands at that path.
local function apply_change(text, change)
  local edit = {}
  for key, value in pairs(change) do
    if key ~= "where" then edit[key] = value end
  end
  local is_wanted = not change.where
    or chain.value_at(wf.yaml.decode(text), change.where) ~= nil
  return is_wanted and wf.yaml.edit(text, { edit }) or text
end

-- The text after the planned migrations, its version noted in the type it had.
function chain.apply(declared, plan, text)
  for _, migration in ipairs(plan.migrations) do
    for _, change in ipairs(migration.changes) do text = apply_change(text, change) end
    local noted = chain.value_at(wf.yaml.decode(text), declared.version)
    local version = migration.to
    if type(noted) == "string" then version = text_of(version) end
    text = wf.yaml.edit(text, { { set = declared.version, value = version } })
  end
  return text
end

return chain
