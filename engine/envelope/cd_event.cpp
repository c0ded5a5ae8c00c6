// Three parts, as CDEvents has them: context, subject, and our own as customData.
#include "engine/envelope/cd_event.hpp"

#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/base/record.hpp"
#include "engine/base/time_text.hpp"
#include "engine/envelope/attribute_text.hpp"
#include "engine/envelope/cd_content.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf {
namespace {

struct Subject {
  std::string id;
  Packed content;
};

// A run's event, and the run just before it; null when that cannot be read.
struct OfRun {
  const RunId& run;
  const RunEvent& event;
  const RunState* before;
};

Packed context_of(const EventInLog& logged, std::string_view type) {
  const auto& event = logged.event;
  Record context;
  context.text("specversion", AZWF_PLANTED(122) ? "0.4.1" : cd_spec_version)
      .text("id", outer_id_of(logged))
      .text("source", source_of(logged.stream))
      .text("type", type)
      .text("timestamp", to_text(event.time));
  if (!event.correlation.empty()) context.text("chainId", attribute_text(event.correlation));
  if (!event.causation.empty()) {
    const auto from = Record().text("contextId", attribute_text(event.causation));
    context.value("links",
                  List().add(Record().text("linkType", "PATH").record("from", from)).pack());
  }
  return context.pack();
}

Packed custom_data_of(const EventInLog& logged) {
  return Record()
      .record("azwf", Record()
                          .text("type", logged.event.type)
                          .text("stream", logged.stream.text)
                          .text("sequence", sequence_of(logged.frame.position))
                          .value("data", outer_data(logged.event)))
      .pack();
}

CdEvent made(const EventInLog& logged, const CdMapping& mapping, const Subject& subject) {
  const auto type = cd_type_of(mapping);
  Record inner;
  if (!AZWF_PLANTED(123)) inner.text("id", attribute_text(subject.id));
  inner.value("content", subject.content);
  const auto whole = Record()
                         .value("context", context_of(logged, type))
                         .record("subject", inner)
                         .value("customData", custom_data_of(logged))
                         .text("customDataContentType", "application/json")
                         .pack();
  return {cloud_event(logged, {type, subject.id, cd_media_type, whole}), {}};
}

CdEvent left_out(std::string why) { return {{}, std::move(why)}; }

// ---- what authors emit

CdEvent of_author(const EventInLog& logged, const CdMapping& mapping) {
  const auto& event = logged.event;
  if (event.subject.empty()) return left_out("no subject");
  const auto* data = std::get_if<Packed>(&event.data);
  const auto content = content_from(data != nullptr ? *data : Packed{}, mapping.content);
  if (content) return made(logged, mapping, {event.subject, *content});
  return left_out("no " + std::string(content.error()) + (data == nullptr ? ": it is sealed" : ""));
}

// ---- runs and their steps

bool is_queued(const OfRun& of) {
  if (const auto* started = std::get_if<RunStarted>(&of.event)) {
    return started->begin == Begin::when_resumed;
  }
  return of.before != nullptr && of.before->queued;
}

bool applies(CdWhen when, const OfRun& of) {
  switch (when) {
    case CdWhen::always: return true;
    case CdWhen::at_once: return !is_queued(of);
    case CdWhen::queued: return is_queued(of);
  }
  return true;
}

std::string text_of_error(const StepError& error) {
  return error.code + (error.message.empty() ? "" : ": " + error.message);
}

// Why it ended as it did: the error's text, or the reason that somebody gave.
struct Errors {
  template <class Event> std::string operator()(const Event& event) const {
    if constexpr (requires { event.error; }) {
      return text_of_error(event.error);
    } else if constexpr (requires { event.reason; }) {
      return event.reason;
    } else {
      return {};
    }
  }
};

void add_end(Record& content, const CdMapping& mapping, const RunEvent& event) {
  if (mapping.outcome.empty()) return;
  content.text("outcome", mapping.outcome);
  const auto errors = std::visit(Errors{}, event);
  if (!errors.empty()) content.text("errors", errors);
}

Subject subject_of_run(const EventInLog& logged, const CdMapping& mapping, const OfRun& of) {
  const auto* started = std::get_if<RunStarted>(&of.event);
  Record content;
  if (started != nullptr) content.text("pipelineName", started->workflow);
  if (started == nullptr && of.before != nullptr) {
    content.text("pipelineName", of.before->workflow);
  }
  content.text("uri", "azwf:" + source_of(logged.stream));
  add_end(content, mapping, of.event);
  return {of.run.text, content.pack()};
}

struct Step {
  template <class Event> StepId operator()(const Event& event) const {
    if constexpr (requires { event.step; }) {
      return event.step;
    } else {
      return {};
    }
  }
};

std::string task_name(const OfRun& of, const StepId& step) {
  const auto name_or = [](const std::string& name, const std::string& operation) {
    return name.empty() ? operation : name;
  };
  if (const auto* requested = std::get_if<StepRequested>(&of.event)) {
    return name_or(requested->name, requested->operation);
  }
  const auto* open = of.before != nullptr ? of.before->find(step) : nullptr;
  return open != nullptr ? name_or(open->name, open->operation) : "";
}

Subject subject_of_step(const CdMapping& mapping, const OfRun& of) {
  const auto step = std::visit(Step{}, of.event);
  const auto name = task_name(of, step);
  Record content;
  if (!name.empty()) content.text("taskName", name);
  content.record("pipelineRun", Record().text("id", of.run.text));
  add_end(content, mapping, of.event);
  return {of.run.text + "/" + step.text, content.pack()};
}

}  // namespace

CdEvent CdEvents::of(const EventInLog& logged) {
  const auto mappings = cd_mappings_of(logged.event.type);
  if (mappings.empty()) return {};
  if (mappings.front().subject == CdSubject::own) return of_author(logged, mappings.front());
  const auto run = run_of(logged.stream);
  if (!run) return {};
  const auto decoded = decode_run_event(logged.event, static_cast<Ordinal>(logged.ordinal));
  if (!decoded) return left_out(decoded.error().message);
  const OfRun of{*run, decoded->event, runs_.event(*run, logged.ordinal)};
  const auto is_it = [&](const CdMapping& mapping) { return applies(mapping.when, of); };
  const auto mapping = std::ranges::find_if(mappings, is_it);
  if (mapping == mappings.end()) return {};
  const auto subject = mapping->subject == CdSubject::run ? subject_of_run(logged, *mapping, of)
                                                          : subject_of_step(*mapping, of);
  const bool has_ended = mapping->subject == CdSubject::run && !mapping->outcome.empty();
  if (has_ended) runs_.forget(*run);
  return made(logged, *mapping, subject);
}

}  // namespace azwf
