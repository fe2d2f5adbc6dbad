package org.melange.spark.link;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.config.TableSettings.Distribution;
import org.melange.link.row.NameTerm;
import org.melange.link.score.LinkerOptions;
import org.melange.run.JobException;
import org.melange.spark.kb.EntityFilter;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelCache;
import org.melange.spark.model.ModelRef;
import org.melange.spark.model.ModelTransformer;
import org.melange.spark.row.Schemas;
import org.melange.spark.table.EntityTables;
import org.melange.spark.table.TableRef;

/**
 * Base class of transformers that score mentions against the entities of a table.
 *
 * @param <S> the transformer itself
 */
public abstract class EntityTableTransformer<S extends EntityTableTransformer<S>>
    extends ModelTransformer<S> {

  private static final long serialVersionUID = 1L;

  private final Param<String> table = new Param<>(this, "table", "directory of the entity table");
  private final Param<String> candidateMode =
      new Param<>(
          this,
          "candidateMode",
          "which entities are scored: names, all or hybrid",
          value -> isOneOf(value, CandidateMode.class));
  private final Param<String> kb =
      new Param<>(this, "kb", "directory of the knowledge base, which types need");
  private final Param<String> types =
      new Param<>(this, "types", "classes whose instances are scored, separated by commas");
  private final IntParam nearest =
      new IntParam(this, "nearest", "entities added to those of the name", ParamValidators.gtEq(1));
  private final DoubleParam namePrior =
      new DoubleParam(
          this,
          "namePrior",
          "what the full weight of a name adds to a score; unset: what calibration or model say",
          ParamValidators.gtEq(0));
  private final Param<String> calibration =
      new Param<>(
          this,
          "calibration",
          "the model's calibration: auto, any-kb or off",
          CalibrationStore::isUse);
  private final IntParam mentionsAtOnce =
      new IntParam(this, "mentionsAtOnce", "mentions scored together", ParamValidators.gtEq(1));
  private final LongParam maxTableBytes =
      new LongParam(
          this,
          "maxTableBytes",
          "how much of the table an executor maps at once",
          ParamValidators.gtEq(1));
  private final Param<String> distribution =
      new Param<>(
          this,
          "distribution",
          "how executors get the table: files or broadcast",
          value -> isOneOf(value, Distribution.class));
  private final Param<String> cache =
      new Param<>(this, "cache", "directory of each machine for copies of remote tables");

  @SuppressWarnings("serial") // of this driver's; a saved or copied stage starts from 0
  private transient LinkMetrics times;

  EntityTableTransformer(String uid) {
    super(uid);
    LinkSettings defaults = Settings.defaults().link();
    setDefault(candidateMode, code(defaults.candidates()));
    setDefault(types, "");
    setDefault(nearest, defaults.vectorCandidates());
    setDefault(calibration, CalibrationStore.code(defaults.calibration()));
    setDefault(mentionsAtOnce, defaults.batchSize());
    setDefault(maxTableBytes, defaults.maxMappedBytes());
    setDefault(distribution, code(defaults.table().distribution()));
    setDefault(cache, defaults.table().cacheDir());
  }

  /** Directory of the entity table. */
  public Param<String> table() {
    return table;
  }

  /** Which entities are scored: {@code names}, {@code all} or {@code hybrid}. */
  public Param<String> candidateMode() {
    return candidateMode;
  }

  /** Directory of the knowledge base; needed with {@link #types()}. */
  public Param<String> kb() {
    return kb;
  }

  /** QIDs of classes, separated by commas; empty: all entities of the table are scored. */
  public Param<String> types() {
    return types;
  }

  /** How many entities {@code hybrid} adds to those of the name. */
  public IntParam nearest() {
    return nearest;
  }

  /**
   * What the full weight of a candidate's name adds to its score. 0: the model alone ranks; unset:
   * what the model's calibration says, or else the model.
   */
  public DoubleParam namePrior() {
    return namePrior;
  }

  /** Whether the model's calibration is used: {@code auto}, {@code any-kb} or {@code off}. */
  public Param<String> calibration() {
    return calibration;
  }

  /** Mentions scored together; changes speed and memory, not results. */
  public IntParam mentionsAtOnce() {
    return mentionsAtOnce;
  }

  /** How much of the table an executor maps at once; what is larger is scored in blocks. */
  public LongParam maxTableBytes() {
    return maxTableBytes;
  }

  /** How executors get the table: {@code files} or {@code broadcast}. */
  public Param<String> distribution() {
    return distribution;
  }

  /** Directory of each machine for copies of remote tables; empty: a default. */
  public Param<String> cache() {
    return cache;
  }

  /** Counters of the tasks, once {@code transform} was called. */
  public Optional<LinkMetrics> times() {
    return Optional.ofNullable(times);
  }

  /** Sets {@link #table()}. */
  public S setTable(String value) {
    return with(table, value);
  }

  /** Sets {@link #candidateMode()}. */
  public S setCandidateMode(CandidateMode mode) {
    return with(candidateMode, code(mode));
  }

  /** Sets {@link #kb()}. */
  public S setKb(String value) {
    return with(kb, value);
  }

  /** Sets {@link #types()}. */
  public S setTypes(List<String> classes) {
    return with(types, String.join(",", classes));
  }

  /** Sets {@link #calibration()}. */
  public S setCalibration(String value) {
    return with(calibration, value);
  }

  /** Sets {@link #nearest()}. */
  public S setNearest(int value) {
    return with(nearest, value);
  }

  /** Sets {@link #namePrior()}. */
  public S setNamePrior(double value) {
    return with(namePrior, value);
  }

  /** Sets {@link #mentionsAtOnce()}. */
  public S setMentionsAtOnce(int value) {
    return with(mentionsAtOnce, value);
  }

  /** Sets {@link #maxTableBytes()}. */
  public S setMaxTableBytes(long value) {
    return with(maxTableBytes, value);
  }

  /** Sets {@link #distribution()}. */
  public S setDistribution(Distribution value) {
    return with(distribution, code(value));
  }

  /** Sets {@link #cache()}. */
  public S setCache(String value) {
    return with(cache, value);
  }

  /** Sets what {@code link.*} says. */
  public S setLink(LinkSettings link) {
    setCandidateMode(link.candidates());
    setTypes(link.types());
    setNearest(link.vectorCandidates());
    clear(namePrior);
    link.namePrior().ifPresent(this::setNamePrior);
    setCalibration(CalibrationStore.code(link.calibration()));
    setMentionsAtOnce(link.batchSize());
    setMaxTableBytes(link.maxMappedBytes());
    setDistribution(link.table().distribution());
    return setCache(link.table().cacheDir());
  }

  @Override
  public S setSettings(Settings settings) {
    super.setSettings(settings);
    return setLink(settings.link());
  }

  CandidateMode mode() {
    return CandidateMode.valueOf(getOrDefault(candidateMode).toUpperCase(Locale.ROOT));
  }

  /**
   * What scores get for names: {@link #namePrior()}, or else the weight of the calibration, or else
   * that of the model.
   */
  NameTerm nameTerm() {
    if (!isDefined(model())) {
      return NameTerm.NONE.withWeight(namePriorValue());
    }
    NameTerm stored = ModelCache.config(getOrDefault(model())).name();
    if (isDefined(namePrior)) {
      return stored.withWeight(namePriorValue());
    }
    return getOrDefault(calibration).equals(CalibrationStore.code(CalibrationUse.OFF))
        ? stored
        : stored.withWeight(CalibrationStore.namePrior(modelRef()));
  }

  private OptionalDouble namePriorValue() {
    return isDefined(namePrior)
        ? OptionalDouble.of((Double) getOrDefault(namePrior))
        : OptionalDouble.empty();
  }

  /** Whether scores depend on candidates by name. */
  boolean usesNameCandidates() {
    return mode() != CandidateMode.ALL || nameTerm().isUsed();
  }

  /** Checks that candidates are there, if they are looked at. */
  void requireCandidates(String stage, StructType input) {
    if (usesNameCandidates()) {
      require(
          stage,
          input,
          new StructType().add("candidates", new ArrayType(Schemas.CANDIDATE, false)).fields());
    }
  }

  /**
   * What executors score with.
   *
   * @param consumed columns that are not passed on
   * @param options how entities are searched, and how many are kept a mention
   */
  ScoringTask scoring(SparkSession spark, List<String> consumed, LinkerOptions options) {
    ModelRef model = modelRef();
    requireIndex(spark, options);
    TableRef entities = tableRef(spark, getOrDefault(table));
    if (times == null) {
      times = LinkMetrics.of(spark.sparkContext());
    }
    return new ScoringTask(
        model,
        entities,
        filter(spark),
        mode(),
        (Integer) getOrDefault(nearest),
        nameTerm(),
        options,
        rowsAtOnce(),
        (Integer) getOrDefault(mentionsAtOnce),
        consumed,
        times);
  }

  /** A table of the model, as executors get it. */
  TableRef tableRef(SparkSession spark, String directory) {
    return EntityTables.ref(
            spark,
            directory,
            modelRef(),
            Settings.defaults()
                .link()
                .table()
                .with(
                    Distribution.valueOf(getOrDefault(distribution).toUpperCase(Locale.ROOT)),
                    getOrDefault(cache)),
            (Long) getOrDefault(maxTableBytes))
        .checked(checksumsValue());
  }

  /**
   * The entities that are scored.
   *
   * @throws JobException if the knowledge base is not given or not that of the table, or has no
   *     such class
   */
  EntityFilter filter(SparkSession spark) {
    String classes = getOrDefault(types);
    if (classes.isEmpty()) {
      return EntityFilter.ALL;
    }
    if (!isDefined(kb)) {
      throw JobException.usage(
          "types " + classes + " need the knowledge base of the table: call setKb");
    }
    KnowledgeBase base = KnowledgeBase.open(getOrDefault(kb));
    EntityTables.requireKnowledgeBase(getOrDefault(table), base);
    return EntityFilter.of(spark, base, classes);
  }

  /** Checks that the table has an index and an executor room for it, if that is to be searched. */
  void requireIndex(SparkSession spark, LinkerOptions options) {
    if (options.search() == LinkerOptions.Search.INDEXED) {
      String directory = getOrDefault(table);
      EntityTables.requireIndex(
          spark.sparkContext().getConf(),
          directory,
          EntityTables.files(directory),
          (Long) getOrDefault(maxTableBytes));
    }
  }

  /**
   * Mentions compiled together. With the published gate few of their tokens go through experts, and
   * of more mentions more are alike: several of the model's batches at once cost little memory. How
   * many are scored together has no part in it, as it has none in links.
   */
  private int rowsAtOnce() {
    boolean few = ModelCache.config(getOrDefault(model())).scoring().needsPadding();
    return few ? 8 * rows() : rows();
  }
}
