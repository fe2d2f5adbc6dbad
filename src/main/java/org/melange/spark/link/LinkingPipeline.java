package org.melange.spark.link;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.LinkSettingsVersion;
import org.melange.config.Settings;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.JobException;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.table.EntityTables;

/**
 * Assembles the transformers that link mentions: {@link CandidateGenerator} where candidates are
 * needed, then {@link ClipFeatures}, then {@link EntityLinker}. The model's calibration is read
 * once. Not thread-safe.
 */
public final class LinkingPipeline {

  private static final String CANDIDATES = "candidates";

  private final Inputs inputs;
  private final Settings settings;
  private final EntityLinker linker;
  private Optional<String> previousTable = Optional.empty();
  private NilThreshold rule;

  /**
   * What mentions are linked with.
   *
   * @param kb directory of the knowledge base
   * @param model directory of the model
   * @param table directory of the entity table
   * @param imagesRoot what relative image URIs of mentions are relative to
   */
  public record Inputs(String kb, String model, String table, String imagesRoot) {}

  /** A pipeline that links as {@code settings} say. */
  public LinkingPipeline(Inputs inputs, Settings settings) {
    this(inputs, settings, linker(inputs, settings));
  }

  private LinkingPipeline(Inputs inputs, Settings settings, EntityLinker linker) {
    this.inputs = inputs;
    this.settings = settings;
    this.linker = linker;
  }

  /**
   * A pipeline that links the same way without the model's calibration: no link has a confidence,
   * and none becomes NIL.
   *
   * @param topK entities listed for each mention
   */
  public LinkingPipeline uncalibrated(int topK) {
    EntityLinker alone = linker(inputs, settings).setCalibration("off").setTopK(topK);
    return new LinkingPipeline(inputs, settings, alone);
  }

  private static EntityLinker linker(Inputs inputs, Settings settings) {
    return new EntityLinker()
        .setModel(inputs.model())
        .setTable(inputs.table())
        .setKb(inputs.kb())
        .setSettings(settings);
  }

  /** Looks up candidates by name, as many as {@code link.max-candidates}. */
  public CandidateGenerator candidates() {
    return candidates(settings.link().maxCandidates());
  }

  /** Looks up candidates by name, {@code limit} at most. */
  public CandidateGenerator candidates(int limit) {
    return new CandidateGenerator().setKb(inputs.kb()).setSettings(settings).setLimit(limit);
  }

  /** Computes the features of mentions. */
  public ClipFeatures features() {
    return ClipFeatures.ofMentions(inputs.model(), inputs.imagesRoot(), settings);
  }

  /** Ranks the right entity of mentions that have their features, among what {@code mode} says. */
  public GoldRanker ranker(CandidateMode mode) {
    return new GoldRanker()
        .setModel(inputs.model())
        .setTable(inputs.table())
        .setKb(inputs.kb())
        .setSettings(settings)
        .setCandidateMode(mode);
  }

  /** Compares weights of names on labelled mentions that have candidates and features. */
  public NameWeightRanker nameWeights() {
    return new NameWeightRanker()
        .setModel(inputs.model())
        .setTable(inputs.table())
        .setKb(inputs.kb())
        .setSettings(settings);
  }

  /** Links mentions that have candidates and features. */
  public Dataset<Row> linkEncoded(Dataset<Row> mentions) {
    return linker.link(mentions, rule());
  }

  /**
   * Checks, before other work is done, that the table can be searched as the settings ask, that the
   * knowledge base has their classes and that the model's calibration fits.
   *
   * @throws JobException saying what to do if not
   */
  public void requireUsable(SparkSession spark) {
    linker.requireSearchable(spark);
    linker.filter(spark);
    rule();
  }

  /** The columns of {@link #link}. */
  public StructType transformSchema(StructType mentions) {
    StructType schema = generates(mentions) ? candidates().transformSchema(mentions) : mentions;
    return linker.transformSchema(features().transformSchema(schema));
  }

  /**
   * Links mentions. Candidates are looked up where they are needed and no column has them.
   *
   * @throws IllegalArgumentException naming every column that is missing
   */
  public Dataset<Row> link(Dataset<Row> mentions) {
    transformSchema(mentions.schema()); // before anything is computed
    return linker.link(features().transform(withCandidates(mentions)), rule());
  }

  /**
   * Adds what links depend on, without features: {@code candidates} where they are needed, and
   * {@code input_key}.
   *
   * @param mentions with {@code post_hash}
   */
  public Dataset<Row> prepare(Dataset<Row> mentions) {
    return keyed(mentions, true);
  }

  /**
   * Adds {@code input_key} as {@link #prepare} does, but no candidates.
   *
   * @param mentions with {@code post_hash}
   */
  public Dataset<Row> withKeys(Dataset<Row> mentions) {
    return keyed(mentions, false);
  }

  private Dataset<Row> keyed(Dataset<Row> mentions, boolean kept) {
    transformSchema(mentions.schema());
    return generates(mentions.schema())
        ? linker.withInputKeys(mentions, settingsVersion(), candidates(), kept)
        : linker.withInputKeys(mentions, settingsVersion());
  }

  /**
   * Sets the entity table that the column {@code previous_candidates} of prepared mentions is of.
   *
   * @see EntityLinker#previousTable()
   */
  public void setPreviousTable(String directory) {
    previousTable = Optional.of(directory);
  }

  /** The version of that table, if there is one. */
  public Optional<String> previousTableVersion() {
    return previousTable.map(directory -> EntityTables.files(directory).version());
  }

  /** Identifies the settings that scores depend on. */
  public String settingsVersion() {
    double weight = linker.nameTerm().weight();
    return LinkSettingsVersion.of(settings) + (weight == 0 ? "" : "-" + weight);
  }

  /** Whether links depend on all entities of the table. */
  public boolean dependsOnAllEntities() {
    return settings.link().candidates() != CandidateMode.NAMES;
  }

  /**
   * Links mentions that {@link #prepare} gave, or {@link #withKeys} and {@link #withCandidates}.
   * {@code confidence_features} is added to the columns of {@link #link}.
   */
  public Dataset<Row> linkPrepared(Dataset<Row> mentions) {
    EntityLinker detailed = linker(inputs, settings).setEvidence(true);
    previousTable.ifPresent(detailed::setPreviousTable);
    return detailed.link(features().transform(mentions), rule());
  }

  /** Adds {@code candidates} by name where they are needed and no column has them. */
  public Dataset<Row> withCandidates(Dataset<Row> mentions) {
    return generates(mentions.schema()) ? candidates().transform(mentions) : mentions;
  }

  /** Which links are kept. */
  public NilThreshold rule() {
    if (rule == null) {
      rule = linker.rule();
    }
    return rule;
  }

  /** The version of the model's calibration, if the settings ask for it and there is one. */
  public Optional<String> calibrationVersion() {
    return settings.link().calibration() == CalibrationUse.OFF
        ? Optional.empty()
        : CalibrationStore.of(inputs.model()).map(Calibration::version);
  }

  /** The settings that it links by. */
  public Settings settings() {
    return settings;
  }

  /** Where time went, once {@link #link} was called. */
  public Optional<LinkMetrics> times() {
    return linker.times();
  }

  private boolean generates(StructType mentions) {
    return linker.needsCandidates(rule())
        && !Arrays.asList(mentions.fieldNames()).contains(CANDIDATES);
  }
}
