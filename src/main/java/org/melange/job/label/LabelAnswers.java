package org.melange.job.label;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.melange.job.OutputOptions;
import org.melange.job.cli.Console;
import org.melange.label.AccuracyEstimate;
import org.melange.label.Answer;
import org.melange.label.LabelFile;
import org.melange.label.LabeledDataSet;
import org.melange.label.LabeledDataSet.LabeledMention;
import org.melange.label.LabeledDataSet.Shares;
import org.melange.label.LabeledLink;
import org.melange.label.LabeledLink.MentionKey;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.report.LabeledPosts;
import org.melange.spark.report.LabeledPosts.WrittenLink;
import org.melange.spark.report.LabeledPosts.WrittenPost;
import org.melange.spark.report.LinkSources;

/** Reads answers, estimates the accuracy of all links, and writes a data set. */
final class LabelAnswers {

  /** The directory of images in the data set. */
  private static final String IMAGES = "label-images";

  private static final int SHOWN = 5;

  private final LinkSources sources;
  private final OutputOptions output;
  private final String file;
  private final LabeledPosts posts;

  LabelAnswers(LinkSources sources, OutputOptions output, String file) {
    this.sources = sources;
    this.output = output;
    this.file = file;
    this.posts = new LabeledPosts(sources);
  }

  /** Reads and writes. */
  Summary run(Shares shares, long seed, Console console) {
    List<LabeledLink> labeled = LabelFile.read(file, text());
    Map<MentionKey, WrittenLink> links =
        console.step(
            "reading links", () -> posts.links(labeled.stream().map(LabeledLink::key).toList()));
    requireOfTheseLinks(labeled, links);
    List<LabeledLink> known = labeled.stream().filter(link -> link.gold().isPresent()).toList();
    AccuracyEstimate estimate = AccuracyEstimate.of(labeled);
    if (estimate.answers() == 0) {
      throw JobException.input(file + " has no answer");
    }
    Map<String, String> labels = posts.labels(golds(known).distinct().toList());
    warn(known, labels, console);
    output.prepare();
    LabeledDataSet data = console.step("writing the data set", () -> dataSet(known, links, labels));
    Map<String, List<LabeledMention>> splits = data.splits(shares, seed);
    splits.forEach(
        (split, mentions) -> write("labels_" + split + ".json", LabeledDataSet.records(mentions)));
    write("qid2id.json", data.index());
    Summary summary = summary(labeled, known, estimate, splits);
    OutputDirectory.finish(
        output.directory(), new Manifest("labels", RunId.next(), facts(summary)));
    show(estimate, summary, console);
    return summary;
  }

  private String text() {
    try {
      return HadoopFiles.read(file);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  /** Answers on other links would be wrong without anybody noticing. */
  private void requireOfTheseLinks(List<LabeledLink> labeled, Map<MentionKey, WrittenLink> links) {
    List<String> faults = new ArrayList<>();
    for (LabeledLink label : labeled) {
      WrittenLink link = links.get(label.key());
      String mention =
          "line "
              + label.line()
              + ": mention "
              + label.key().mentionId()
              + " of post "
              + label.key().postId();
      if (link == null) {
        faults.add(mention + " is not in " + sources.directory());
      } else if (!link.runId().equals(label.runId())) {
        faults.add(mention + " was labeled in run " + label.runId() + ", not " + link.runId());
      } else if (!Optional.ofNullable(link.qid()).equals(label.linked())) {
        faults.add(
            mention + " is linked to " + link.qid() + ", not to " + label.linked().orElse("NIL"));
      }
    }
    if (!faults.isEmpty()) {
      throw LabelFile.faulty(file, faults);
    }
  }

  private static Stream<String> golds(List<LabeledLink> known) {
    return known.stream()
        .flatMap(link -> link.gold().stream())
        .filter(qid -> !qid.equals(Answer.NIL));
  }

  private void warn(List<LabeledLink> known, Map<String, String> labels, Console console) {
    List<String> unknown =
        known.stream()
            .filter(link -> !link.gold().equals(Optional.of(Answer.NIL)))
            .filter(link -> !labels.containsKey(link.gold().orElseThrow()))
            .map(link -> "line " + link.line() + ": " + link.gold().orElseThrow())
            .toList();
    if (!unknown.isEmpty()) {
      console.line(
          "WARNING: "
              + unknown.size()
              + " answers are entities that the knowledge base does not have: "
              + String.join(", ", unknown.stream().limit(SHOWN).toList()));
    }
  }

  private LabeledDataSet dataSet(
      List<LabeledLink> known, Map<MentionKey, WrittenLink> links, Map<String, String> labels) {
    Map<String, WrittenPost> texts =
        posts.posts(
            known.stream().map(link -> link.key().postId()).distinct().toList(),
            output.directory() + "/" + IMAGES);
    List<LabeledMention> mentions = new ArrayList<>();
    for (LabeledLink link : known) {
      WrittenPost post = texts.get(link.key().postId());
      if (post == null) {
        throw JobException.input(
            "post " + link.key().postId() + " of " + sources.directory() + " is not in the posts");
      }
      String gold = link.gold().orElseThrow();
      mentions.add(
          new LabeledMention(
              link.key().postId(),
              link.key().mentionId(),
              post.text(),
              links.get(link.key()).mention(),
              post.image() == null ? "" : IMAGES + "/" + post.image(),
              gold,
              labels.getOrDefault(gold, "")));
    }
    return new LabeledDataSet(mentions);
  }

  private void write(String name, String text) {
    OutputDirectory.write(output.directory(), name, text);
  }

  private Summary summary(
      List<LabeledLink> labeled,
      List<LabeledLink> known,
      AccuracyEstimate estimate,
      Map<String, List<LabeledMention>> splits) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("links", (long) labeled.size());
    values.put("answers", estimate.answers());
    values.put("accuracy", rounded(estimate.accuracy()));
    values.put("accuracy_low", rounded(estimate.low()));
    values.put("accuracy_high", rounded(estimate.high()));
    values.put("links_covered", rounded(estimate.covered()));
    values.put("nil", known.size() - golds(known).count());
    values.put("without_entity", estimate.answers() - known.size());
    for (String split : List.of("train", "dev", "test")) {
      values.put(split, (long) splits.getOrDefault(split, List.of()).size());
    }
    values.put("out", output.directory());
    return new Summary(values);
  }

  private Map<String, Object> facts(Summary summary) {
    Map<String, Object> facts = new LinkedHashMap<>(summary.values());
    facts.put("links_path", sources.directory());
    facts.put("answers_path", file);
    facts.put("kb_version", sources.base().version());
    return facts;
  }

  private void show(AccuracyEstimate estimate, Summary summary, Console console) {
    Map<String, Object> counts = new LinkedHashMap<>(summary.values());
    counts.values().removeIf(Double.class::isInstance);
    console.table("Labels in " + output.directory(), counts);
    console.line(
        String.format(
            Locale.ROOT,
            "Estimated accuracy of all links: %.1f %% (95 %% interval %.1f–%.1f), from %d answers",
            100 * estimate.accuracy(),
            100 * estimate.low(),
            100 * estimate.high(),
            estimate.answers()));
    if (estimate.covered() < 1) {
      console.line(
          String.format(
              Locale.ROOT,
              "The estimate covers %.1f %% of the links: the other strata have no answer.",
              100 * estimate.covered()));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
