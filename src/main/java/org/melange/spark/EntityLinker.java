package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.link.Calibration;
import org.melange.link.ConfidenceRule;
import org.melange.link.EntityTable;
import org.melange.link.Linker;
import org.melange.link.LinkingModel;
import org.melange.link.MentionRow;
import org.melange.run.JobException;

/**
 * Links mentions: scores each against its {@code candidates}, or against every entity of the table,
 * and replaces features and images by the link columns of {@code contracts.md}. A mention without a
 * candidate has no entity (NIL).
 */
public final class EntityLinker extends ModelStage {

  private static final long serialVersionUID = 1L;
  private static final List<String> CONSUMED =
      Stream.concat(
              Stream.of("images", "candidates"),
              Stream.of(Schemas.FEATURES.fieldNames()).filter(name -> !name.equals("image_status")))
          .toList();

  private static final StructField CANDIDATES =
      DataTypes.createStructField("candidates", new ArrayType(Schemas.CANDIDATE, false), true);

  private final Param<String> table = new Param<>(this, "table", "folder of the entity table");
  private final BooleanParam allEntities =
      new BooleanParam(this, "allEntities", "score every entity instead of the candidates");
  private final IntParam topK =
      new IntParam(this, "topK", "entities listed a mention", ParamValidators.gtEq(1));
  private final LongParam maxTableBytes =
      new LongParam(this, "maxTableBytes", "largest table", ParamValidators.gtEq(1));

  private final Param<String> calibration =
      new Param<>(
          this, "calibration", "the model's calibration: auto, any-kb or off", Calibrations::isUse);
  private final DoubleParam minConfidence =
      new DoubleParam(
          this,
          "minConfidence",
          "a link less sure becomes NIL; unset: the calibration's threshold",
          ParamValidators.inRange(0, 1));

  /** A stage called {@code uid}. */
  public EntityLinker(String uid) {
    super(uid);
    Settings.Link defaults = Settings.defaults().link();
    setDefault(allEntities, defaults.candidates() == CandidateMode.ALL);
    setDefault(topK, defaults.topK());
    setDefault(maxTableBytes, defaults.maxTableBytes());
    setDefault(calibration, Calibrations.code(defaults.calibration()));
  }

  /** A stage with a name of its own. */
  public EntityLinker() {
    this(Identifiable$.MODULE$.randomUID("linker"));
  }

  /** Reads a saved stage. */
  public static MLReader<EntityLinker> read() {
    return new DefaultParamsReader<>();
  }

  /** Folder of the entity table. */
  public Param<String> table() {
    return table;
  }

  /** Whether every entity is scored instead of the candidates. */
  public BooleanParam allEntities() {
    return allEntities;
  }

  /** Entities listed for each mention. */
  public IntParam topK() {
    return topK;
  }

  /** The largest table, in bytes. */
  public LongParam maxTableBytes() {
    return maxTableBytes;
  }

  /** Whether links get a confidence: {@code auto}, {@code any-kb} or {@code off}. */
  public Param<String> calibration() {
    return calibration;
  }

  /** The least confidence of a link; the calibration's threshold unless set. */
  public DoubleParam minConfidence() {
    return minConfidence;
  }

  /** Sets {@link #topK()}. */
  public EntityLinker setTopK(int value) {
    set(topK, value);
    return this;
  }

  /** Sets {@link #calibration()}. */
  public EntityLinker setCalibration(String value) {
    set(calibration, value);
    return this;
  }

  /** Sets {@link #minConfidence()}. */
  public EntityLinker setMinConfidence(double value) {
    set(minConfidence, value);
    return this;
  }

  /** Sets {@link #table()}. */
  public EntityLinker setTable(String value) {
    set(table, value);
    return this;
  }

  /** Sets what {@code link.*} says. */
  public EntityLinker setLink(Settings.Link link) {
    set(allEntities, link.candidates() == CandidateMode.ALL);
    set(topK, link.topK());
    set(maxTableBytes, link.maxTableBytes());
    link.minConfidence().ifPresent(this::setMinConfidence);
    return setCalibration(Calibrations.code(link.calibration()));
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityLinker", input, Schemas.FEATURES.fields());
    if (!(Boolean) getOrDefault(allEntities)) {
      require("EntityLinker", input, CANDIDATES);
    }
    return added("EntityLinker", Schemas.without(input, CONSUMED), Schemas.LINK);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    ModelRef model = modelRef();
    TableRef entities =
        EntityTables.ref(getOrDefault(table), model, (Long) getOrDefault(maxTableBytes));
    return mentions
        .toDF()
        .mapPartitions(
            new Link(
                model,
                entities,
                rows(),
                (Boolean) getOrDefault(allEntities),
                (Integer) getOrDefault(topK),
                rule(model, mentions.schema())),
            Encoders.row(schema));
  }

  private ConfidenceRule rule(ModelRef model, StructType input) {
    boolean all = (Boolean) getOrDefault(allEntities);
    Optional<Calibration> fitting =
        Calibrations.fitting(model, getOrDefault(table), all, getOrDefault(calibration));
    OptionalDouble least =
        isDefined(minConfidence)
            ? OptionalDouble.of((Double) getOrDefault(minConfidence))
            : OptionalDouble.empty();
    if (fitting.isPresent()) {
      require("EntityLinker with a calibration", input, CANDIDATES);
    } else if (least.orElse(0) > 0) {
      throw JobException.usage(
          "a least confidence of %s asks for a calibration, but %s has none or it is not used"
              .formatted(least.getAsDouble(), model.uri()));
    }
    return ConfidenceRule.of(fitting, least);
  }

  /** Links batch by batch. */
  static final class Link implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final TableRef table;
    private final int batchSize;
    private final boolean all;
    private final int topK;
    private final ConfidenceRule rule;

    Link(
        ModelRef model, TableRef table, int batchSize, boolean all, int topK, ConfidenceRule rule) {
      this.model = model;
      this.table = table;
      this.batchSize = batchSize;
      this.all = all;
      this.topK = topK;
      this.rule = rule;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return new Batches<>(mentions, batchSize, this::link);
    }

    private List<Row> link(List<Row> batch) {
      LinkingModel loaded = model.load();
      EntityTable entities = table.load();
      Linker linker = new Linker(entities, loaded.compiler().layout(), Math.max(2, topK));
      LinkCodec codec = new LinkCodec(entities, model.version(), rule, topK);
      List<MentionRow> mentions =
          loaded.mentionRows(batch.stream().map(FeatureCodec::features).toList());
      List<List<Linker.Ranked>> ranked =
          all ? linker.rankAll(mentions) : rank(linker, batch, mentions);
      return Rows.zip(
          batch,
          ranked,
          (row, best) ->
              Rows.append(Rows.without(row, CONSUMED), Schemas.LINK, codec.columns(row, best)));
    }

    private static List<List<Linker.Ranked>> rank(
        Linker linker, List<Row> batch, List<MentionRow> mentions) {
      return Rows.zip(
          batch, mentions, (row, mention) -> linker.rank(mention, LinkCodec.candidates(row)));
    }
  }
}
