package org.melange.spark.learn;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelConfig;
import org.melange.link.model.Scoring.ZeroShot;
import org.melange.run.Manifest;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.CosineDifferences;
import org.melange.spark.link.GoldRanker;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.model.ModelOutput;

/** Fits the weights of a zero-shot model on labelled mentions; CLIP stays as it is. */
public final class ZeroShotTraining implements AutoCloseable {

  private final TrainingSet.Source source;
  private final KnowledgeBase base;
  private final String model;
  private final String out;
  private final Settings settings;
  private final LinkingModel learner;

  /**
   * A training.
   *
   * @param source labelled mentions
   * @param base with the entities
   * @param model directory of the model to start from
   * @param out directory of the fitted model
   */
  public ZeroShotTraining(
      TrainingSet.Source source, KnowledgeBase base, String model, String out, Settings settings) {
    this.source = source;
    this.base = base;
    this.model = model;
    this.out = out;
    this.settings = settings;
    learner = ModelInfo.load(model, settings.features().device());
  }

  /** Fits the weights on the training mentions. */
  public CosineWeightFitter.Fit fit() {
    Dataset<Row> candidates = candidates(source.train()).cache();
    try {
      String table = OutputDirectory.draft(out) + "/train-table";
      new CandidateTable(base, model, settings).writeNamed(candidates, source.partitions(), table);
      CosineDifferences differences =
          new CosineDifferences()
              .setModel(model)
              .setTable(table)
              .setSettings(settings)
              .setTypes(List.of())
              .setCandidateMode(CandidateMode.NAMES);
      return CosineWeightFitter.fit(differences.transform(features(model, candidates)));
    } finally {
      candidates.unpersist();
    }
  }

  /**
   * The share of mentions to validate on whose entity comes first among the candidates by name;
   * empty if there is none.
   */
  public OptionalDouble hitsAt1(CosineWeightFitter.Fit fit) {
    return source.validation().isPresent()
        ? OptionalDouble.of(hitsAt1(fit, source.validation().get().mentions()))
        : OptionalDouble.empty();
  }

  private double hitsAt1(CosineWeightFitter.Fit fit, Dataset<Row> heldOut) {
    String draft = OutputDirectory.draft(out) + "/model";
    write(fit, draft, Map.of());
    Dataset<Row> candidates = candidates(heldOut).cache();
    try {
      String table = OutputDirectory.draft(out) + "/validation-table";
      new CandidateTable(base, draft, settings).writeNamed(candidates, source.partitions(), table);
      GoldRanker ranker =
          new GoldRanker()
              .setModel(draft)
              .setTable(table)
              .setSettings(settings)
              .setCandidateMode(CandidateMode.NAMES);
      Dataset<Row> ranked = ranker.transform(features(draft, candidates));
      Dataset<Row> share =
          ranked.agg(avg(coalesce(col("rank").equalTo(1).cast("double"), lit(0.0))));
      return JobDescription.during(
          heldOut.sparkSession(), "Rank held-out mentions", () -> share.first().getDouble(0));
    } finally {
      candidates.unpersist();
    }
  }

  private Dataset<Row> candidates(Dataset<Row> mentions) {
    return new CandidateGenerator()
        .setKb(base.directory())
        .setLimit(settings.link().maxCandidates())
        .transform(mentions);
  }

  private Dataset<Row> features(String directory, Dataset<Row> mentions) {
    return ClipFeatures.ofMentions(directory, source.imagesRoot(), settings).transform(mentions);
  }

  /** Writes the fitted model. */
  public Manifest save(CosineWeightFitter.Fit fit, Map<String, Object> facts) {
    return write(fit, out, facts);
  }

  private Manifest write(CosineWeightFitter.Fit fit, String to, Map<String, Object> facts) {
    ZeroShot start = learner.config().zeroShot().orElseThrow();
    ModelConfig fitted =
        learner
            .config()
            .withScoring(new ZeroShot(start.dim(), fit.cosines(), ZeroShot.Origin.FITTED))
            .withName(fit.names().withWeight(settings.link().namePrior()));
    return ModelOutput.write(
        to,
        here -> learner.save(fitted, here, ModelInfo.tokenizer(model), Optional.empty(), facts));
  }

  @Override
  public void close() {
    learner.close();
    OutputDirectory.discardDraft(out);
  }
}
