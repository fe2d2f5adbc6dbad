package org.melange.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.melange.eval.Evaluation;
import org.melange.eval.EvaluationTable;
import org.melange.eval.FirstPlacesTable;
import org.melange.eval.Metric;
import org.melange.eval.RankComparison;
import org.melange.run.HtmlPage;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;

/**
 * Writes an evaluation as Markdown, HTML and JSON.
 *
 * @param systems the one that is broken down first, then the others
 * @param facts what was evaluated: data, model, versions
 * @param freezing what freezing the gate statistics changes: ranks of the released protocol before,
 *     those of the first system after
 * @param names ranks by the name prior before, those of the first system after
 */
record EvaluationReport(
    List<Evaluation> systems,
    Map<String, Object> facts,
    Optional<RankComparison> freezing,
    RankComparison names) {

  /** What the name prior is called. */
  static final String NAME_PRIOR = "name prior";

  /** A table of the systems, first places, then one table per grouping of the mentions. */
  String markdown() {
    StringBuilder text = new StringBuilder(whole().markdown());
    freezing.ifPresent(comparison -> text.append('\n').append(sentence(comparison)).append('\n'));
    text.append("\n").append(firstPlacesTitle()).append(":\n\n");
    text.append(firstPlaces().markdown());
    for (String dimension : model().dimensions()) {
      text.append("\n").append(title(dimension)).append(":\n\n");
      text.append(by(dimension).markdown());
    }
    return text.toString();
  }

  void write(String folder) {
    StringBuilder provenance = new StringBuilder("\n");
    facts.forEach(
        (key, value) ->
            provenance.append("- ").append(key).append(": ").append(value).append('\n'));
    OutputDirectory.write(folder, "evaluation.md", markdown() + provenance);
    OutputDirectory.write(folder, "evaluation.html", html());
    OutputDirectory.write(folder, "evaluation.json", json() + "\n");
  }

  private String html() {
    HtmlPage page = new HtmlPage("Evaluation");
    facts.forEach((key, value) -> page.paragraph(key + ": " + value));
    whole().addTo(page);
    freezing.ifPresent(comparison -> page.paragraph(sentence(comparison)));
    page.paragraph(firstPlacesTitle());
    firstPlaces().addTo(page);
    for (String dimension : model().dimensions()) {
      page.paragraph(title(dimension));
      by(dimension).addTo(page);
    }
    return page.render();
  }

  private String json() {
    Summary summary = new Summary(facts);
    for (Evaluation system : systems) {
      Summary metrics = Summary.empty().with("mentions", system.mentions().size());
      for (var entry : system.estimates().entrySet()) {
        metrics =
            metrics.with(
                entry.getKey().key(),
                List.of(
                    entry.getValue().value(),
                    entry.getValue().interval().low(),
                    entry.getValue().interval().high()));
      }
      summary = summary.with(system.system(), metrics.values());
    }
    if (freezing.isPresent()) {
      summary = summary.with("freezing", freezing.get().toMap());
    }
    return summary.with("against_name_prior", againstNames()).toJson();
  }

  /** Counts of first places and the differences of metrics, in total and by dimension and value. */
  private Map<String, Object> againstNames() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("all", names.toMap());
    for (String dimension : names.dimensions()) {
      Map<String, Object> values = new LinkedHashMap<>();
      names.by(dimension).forEach((value, part) -> values.put(value, part.toMap()));
      parts.put(dimension, values);
    }
    return parts;
  }

  /** Differences are those of the first system minus the released protocol. */
  private static String sentence(RankComparison change) {
    return String.format(
        Locale.ROOT,
        "Freezing the gate statistics changes %s and %s. %,d of %,d mentions have another rank, %,d"
            + " of them a better one; %,d gain or lose the first place.",
        change.text(Metric.HITS_AT_1),
        change.text(Metric.MRR),
        change.changed(),
        change.before().size(),
        change.better(),
        change.firstChanged());
  }

  private FirstPlacesTable firstPlaces() {
    return new FirstPlacesTable(NAME_PRIOR, model().system(), names);
  }

  private String firstPlacesTitle() {
    return "First places of the " + NAME_PRIOR + " and of " + model().system();
  }

  private String title(String dimension) {
    String system = model().system();
    return system.substring(0, 1).toUpperCase(Locale.ROOT)
        + system.substring(1)
        + " by "
        + dimension;
  }

  private Evaluation model() {
    return systems.get(0);
  }

  private EvaluationTable whole() {
    EvaluationTable table = new EvaluationTable();
    systems.forEach(system -> table.add(system.system(), system));
    return table;
  }

  private EvaluationTable by(String dimension) {
    EvaluationTable table = new EvaluationTable();
    model().by(dimension).forEach(table::add);
    return table;
  }
}
