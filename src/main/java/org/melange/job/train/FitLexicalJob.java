package org.melange.job.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.link.lexical.LexicalFeature;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.LexicalWeightsFitter;
import org.melange.spark.link.LexicalEntityLinker;
import org.melange.spark.link.LexicalFiles;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.SplitPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/fit-lexical}: fits the weights by which mentions are linked without a model. */
@Command(
    name = "fit-lexical",
    description = {
      "Fits the weights of names and descriptions by which annotate links mentions without a model."
          + " Writes lexical-weights.json into the directory of the knowledge base. Run calibrate"
          + " without --model afterwards: confidences belong to one version of the weights.",
      ""
    })
public final class FitLexicalJob extends Job {

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description = "Data set in MIMIC's layout: *_train.json, *_dev.json, *_test.json.")
  public String dataset;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "train",
      description =
          "train, dev or test (default: ${DEFAULT-VALUE}). The part of it that train.validate-on"
              + " names is left out.")
  public String split = "train";

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "Knowledge base with the data set's entities (import-kb).")
  public String kb;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new FitLexicalJob(), args);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    KnowledgeBase base = KnowledgeBase.open(kb, settings.verify().checksums());
    DataSet data = new DataSet(dataset);
    int partitions = Sessions.partitions(spark, settings.run().partitions());
    Settings plain = LexicalEntityLinker.settings(settings);
    try (PostSource source = data.read(spark, split, settings, partitions);
        DataSet.Gold gold =
            console.step(
                "selecting mentions",
                () ->
                    DataSet.Gold.of(
                            DataSet.mentions(fitted(source.posts(), settings), kb, plain),
                            base.entities(spark))
                        .spread(partitions))) {
      Dataset<Row> mentions = gold.usable();
      if (mentions.isEmpty()) {
        throw JobException.input(
            "%s, split %s: no mention has its entity in %s: %s"
                .formatted(dataset, split, kb, gold.left()));
      }
      Map<String, String> facts = facts(base, mentions, settings);
      LexicalWeights weights =
          console.step(
              "fitting weights",
              () ->
                  new LexicalWeightsFitter(spark, base, settings.link().table())
                      .fit(mentions, facts));
      LexicalFiles.write(weights, kb);
      return summary(console, weights, gold);
    }
  }

  /** The posts to fit on: without those that trainings validate on. */
  private Dataset<Row> fitted(Dataset<Row> posts, Settings settings) {
    return heldOut(settings).map(part -> part.restOf(posts)).orElse(posts);
  }

  private Optional<SplitPart> heldOut(Settings settings) {
    Split validation = settings.train().validation();
    return validation.isPart() && validation.name().equals(split)
        ? Optional.of(new SplitPart(validation, settings.train().seed()))
        : Optional.empty();
  }

  private Map<String, String> facts(KnowledgeBase base, Dataset<Row> mentions, Settings settings) {
    Map<String, String> facts = new TreeMap<>();
    heldOut(settings).ifPresent(part -> facts.put(SplitPart.FACT, part.toString()));
    facts.put("dataset", dataset);
    facts.put("dataset_hash", DataSet.hash(mentions));
    facts.put("split", split);
    facts.put("mentions", Long.toString(mentions.count()));
    facts.put("kb_version", base.version());
    facts.put("entities", base.manifest().fact("entities").orElse("?"));
    facts.put("melange", Manifest.melange());
    return facts;
  }

  private Summary summary(Console console, LexicalWeights weights, DataSet.Gold gold) {
    Map<String, Object> table = new LinkedHashMap<>();
    for (LexicalFeature feature : LexicalFeature.values()) {
      table.put(feature.key(), String.format(Locale.ROOT, "%10.3f", weights.of(feature)));
    }
    console.table("Weights " + weights.version(), table);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("weights_version", weights.version());
    values.put("mentions", Long.parseLong(weights.facts().get("mentions")));
    values.put("mentions_dropped", gold.left());
    if (weights.facts().containsKey(SplitPart.FACT)) {
      values.put(SplitPart.FACT, weights.facts().get(SplitPart.FACT));
    }
    values.put("out", kb + "/" + LexicalWeights.FILE);
    return new Summary(values);
  }
}
