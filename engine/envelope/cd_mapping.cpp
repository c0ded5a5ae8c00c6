// The types and fields are those of CDEvents 0.5.1; each type has a version of its own.
#include "engine/envelope/cd_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace azwf {
namespace {

using enum CdShape;
using enum Need;

constexpr CdField run_name{"pipelineName"};
constexpr CdField run_uri{"uri", uri};
constexpr CdField task_name{"taskName"};
constexpr CdField task_run{"pipelineRun", reference};
constexpr CdField run_outcome{"outcome", outcome};
constexpr CdField run_errors{"errors"};
constexpr CdField in_repository{"repository", reference};
constexpr CdField in_environment{"environment", reference, required};
constexpr CdField of_artifact{"artifactId"};
constexpr CdField with_artifact{"artifactId", text, required};
constexpr CdField by_user{"user"};
constexpr CdField with_sbom{"sbom", sbom};
constexpr CdField test_of{"testCase", test_case};
constexpr CdField suite_run{"testSuiteRun", reference};
constexpr CdField suite_of{"testSuite", test_suite};
constexpr CdField test_trigger{"trigger", trigger};
constexpr CdField test_outcome{"outcome", outcome, required};
constexpr CdField test_severity{"severity", severity};
constexpr CdField test_reason{"reason"};
constexpr CdField description{"description"};
constexpr CdField on_service{"service", reference};
constexpr CdField ticket_uri{"uri", uri_reference, required};

using Fields = std::vector<CdField>;

Fields repository_fields(Need need) {
  return {{"name", text, need}, {"owner"}, {"uri", uri, need}, {"viewUrl", uri}};
}

Fields ticket_fields(Need need, const Fields& more) {
  Fields fields = {{"summary", text, need}, {"ticketType"},       {"group"},
                   {"creator", text, need}, {"assignees", texts}, {"priority"},
                   {"labels", texts},       {"milestone"},        ticket_uri};
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

CdMapping of_run(std::string_view type, std::string_view cd_name, std::string_view ends_as = {},
                 CdWhen when = CdWhen::always) {
  return {type, cd_name, "0.3.0", CdSubject::run, when, ends_as, {}};
}

CdMapping of_step(std::string_view type, std::string_view cd_name, std::string_view ends_as = {}) {
  return {type, cd_name, "0.3.0", CdSubject::step, CdWhen::always, ends_as, {}};
}

CdMapping emitted(std::string_view type, std::string_view version, Fields content) {
  return {type, type, version, CdSubject::own, CdWhen::always, {}, std::move(content)};
}

const std::vector<CdMapping> table = {
    // Runs and steps
    of_run("run.started", "pipelinerun.started", {}, CdWhen::at_once),
    of_run("run.started", "pipelinerun.queued", {}, CdWhen::queued),
    of_run("run.resumed", "pipelinerun.started", {}, CdWhen::queued),
    of_run("run.completed", "pipelinerun.finished", "success"),
    of_run("run.failed", "pipelinerun.finished", "failure"),
    of_run("run.cancelled", "pipelinerun.finished", "cancel"),
    of_run("run.killed", "pipelinerun.finished", "cancel"),
    of_run("run.rolled_back", "pipelinerun.finished", "cancel"),
    of_run("run.rollback_failed", "pipelinerun.finished", "error"),
    of_step("step.requested", "taskrun.started"),
    of_step("step.succeeded", "taskrun.finished", "success"),
    of_step("step.accepted", "taskrun.finished", "success"),
    of_step("step.failed", "taskrun.finished", "failure"),
    of_step("step.timed_out", "taskrun.finished", "error"),
    of_step("step.cancelled", "taskrun.finished", "cancel"),
    // What authors emit. Pipelines and tasks of other systems
    emitted("pipelinerun.queued", "0.3.0", {run_name, run_uri}),
    emitted("pipelinerun.started", "0.3.0",
            {{"pipelineName", text, required}, {"uri", uri, required}}),
    emitted("pipelinerun.finished", "0.3.0", {run_name, run_uri, run_outcome, run_errors}),
    emitted("taskrun.started", "0.3.0", {task_name, run_uri, task_run}),
    emitted("taskrun.finished", "0.3.0", {task_name, run_uri, task_run, run_outcome, run_errors}),
    // Sources
    emitted("repository.created", "0.3.0", repository_fields(required)),
    emitted("repository.modified", "0.3.0", repository_fields(required)),
    emitted("repository.deleted", "0.3.0", repository_fields(optional)),
    emitted("branch.created", "0.3.0", {in_repository}),
    emitted("branch.deleted", "0.3.0", {in_repository}),
    emitted("change.created", "0.4.0", {description, in_repository}),
    emitted("change.reviewed", "0.3.0", {in_repository}),
    emitted("change.merged", "0.3.0", {in_repository}),
    emitted("change.abandoned", "0.3.0", {in_repository}),
    emitted("change.updated", "0.3.0", {in_repository}),
    // Builds and artifacts
    emitted("build.queued", "0.3.0", {}),
    emitted("build.started", "0.3.0", {}),
    emitted("build.finished", "0.3.0", {of_artifact}),
    emitted("artifact.packaged", "0.3.0", {{"change", reference, required}, with_sbom}),
    emitted("artifact.signed", "0.3.0", {{"signature", text, required}}),
    emitted("artifact.published", "0.3.0", {with_sbom, by_user}),
    emitted("artifact.downloaded", "0.2.0", {by_user}),
    emitted("artifact.deleted", "0.2.0", {by_user}),
    // Tests
    emitted("testcaserun.queued", "0.3.0", {in_environment, test_of, suite_run, test_trigger}),
    emitted("testcaserun.started", "0.3.0", {in_environment, test_of, suite_run, test_trigger}),
    emitted("testcaserun.finished", "0.3.0",
            {in_environment, test_of, suite_run, test_outcome, test_severity, test_reason}),
    emitted("testcaserun.skipped", "0.2.0",
            {{"environment", reference}, test_of, suite_run, test_reason}),
    emitted("testsuiterun.queued", "0.3.0", {in_environment, suite_of, test_trigger}),
    emitted("testsuiterun.started", "0.3.0", {in_environment, suite_of, test_trigger}),
    emitted("testsuiterun.finished", "0.3.0",
            {in_environment, suite_of, test_outcome, test_severity, test_reason}),
    emitted("testoutput.published", "0.3.0",
            {{"outputType", output_type, required},
             {"format", text, required},
             {"uri", uri},
             {"testCaseRun", reference}}),
    // Environments and services
    emitted("environment.created", "0.3.0", {{"name"}, {"uri", uri}}),
    emitted("environment.modified", "0.3.0", {{"name"}, {"uri", uri}}),
    emitted("environment.deleted", "0.3.0", {{"name"}}),
    emitted("service.deployed", "0.3.0", {in_environment, with_artifact}),
    emitted("service.upgraded", "0.3.0", {in_environment, with_artifact}),
    emitted("service.rolledback", "0.3.0", {in_environment, with_artifact}),
    emitted("service.removed", "0.3.0", {in_environment}),
    emitted("service.published", "0.3.0", {in_environment}),
    // Operations
    emitted("incident.detected", "0.3.0", {description, in_environment, on_service, of_artifact}),
    emitted("incident.reported", "0.3.0",
            {description, in_environment, {"ticketURI", uri, required}, on_service, of_artifact}),
    emitted("incident.resolved", "0.3.0", {description, in_environment, on_service, of_artifact}),
    emitted("ticket.created", "0.2.0", ticket_fields(required, {})),
    emitted("ticket.updated", "0.2.0", ticket_fields(optional, {{"updatedBy"}})),
    emitted("ticket.closed", "0.2.0",
            ticket_fields(optional, {{"resolution", text, required}, {"updatedBy"}})),
};

constexpr std::array reference_members = {CdField{"id", text, required},
                                          CdField{"source", uri_reference}};
constexpr std::array sbom_members = {CdField{"uri", uri_reference, required}};
constexpr std::array test_case_members = {CdField{"id", text, required}, CdField{"version"},
                                          CdField{"name"}, CdField{"type", test_type},
                                          CdField{"uri", uri}};
constexpr std::array test_suite_members = {CdField{"id", text, required}, CdField{"version"},
                                           CdField{"name"}, CdField{"uri", uri}};
constexpr std::array trigger_members = {CdField{"type", trigger_type, required},
                                        CdField{"uri", uri}};

using Word = std::string_view;
constexpr std::array<Word, 4> outcomes = {"success", "failure", "cancel", "error"};
constexpr std::array<Word, 4> severities = {"low", "medium", "high", "critical"};
constexpr std::array<Word, 5> output_types = {"report", "video", "image", "log", "other"};
constexpr std::array<Word, 8> test_types = {"performance", "functional",  "unit", "security",
                                            "compliance",  "integration", "e2e",  "other"};
constexpr std::array<Word, 5> trigger_types = {"manual", "pipeline", "event", "schedule", "other"};

}  // namespace

std::span<const CdField> members_of(CdShape shape) {
  switch (shape) {
    case reference: return reference_members;
    case sbom: return sbom_members;
    case test_case: return test_case_members;
    case test_suite: return test_suite_members;
    case trigger: return trigger_members;
    default: return {};
  }
}

std::span<const std::string_view> words_of(CdShape shape) {
  switch (shape) {
    case outcome: return outcomes;
    case severity: return severities;
    case output_type: return output_types;
    case test_type: return test_types;
    case trigger_type: return trigger_types;
    default: return {};
  }
}

std::string cd_type_of(const CdMapping& mapping) {
  return fmt::format("dev.cdevents.{}.{}", mapping.cd_name, mapping.version);
}

std::span<const CdMapping> cd_mappings() { return table; }

std::span<const CdMapping> cd_mappings_of(std::string_view type) {
  const auto first = std::ranges::find(table, type, &CdMapping::type);
  const auto is_other = [&](const CdMapping& mapping) { return mapping.type != type; };
  return {first, std::find_if(first, table.end(), is_other)};
}

}  // namespace azwf
