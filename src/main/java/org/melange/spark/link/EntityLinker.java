package org.melange.spark.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.LinkSettings.Search;
import org.melange.config.Settings;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.calibrate.NilThreshold;
import org.melange.link.row.MentionRow;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.run.JobException;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.CandidateLookup;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;
import org.melange.spark.table.TableDifference;
import org.melange.spark.table.TableRef;

/**
 * Links mentions: scores each against its {@code candidates}, against every entity of the table, or
 * against its candidates and the entities nearest to it, and replaces features and images by the
 * link columns of {@code contracts.md}. A mention without a candidate has no entity (NIL).
 */
public final class EntityLinker extends EntityTableTransformer<EntityLinker> {

  private static final long serialVersionUID = 1L;
  private static final List<String> CONSUMED =
      Stream.concat(
              Stream.of("images", "candidates", UpdatedRanking.PREVIOUS),
              Stream.of(Schemas.FEATURES.fieldNames()).filter(name -> !name.equals("image_status")))
          .toList();

  private static final List<String> UNLOOKED =
      CONSUMED.stream()
          .filter(name -> !List.of("candidates", UpdatedRanking.PREVIOUS).contains(name))
          .toList();
  private static final StructField CANDIDATES =
      DataTypes.createStructField("candidates", new ArrayType(Schemas.CANDIDATE, false), true);

  private final IntParam topK =
      new IntParam(this, "topK", "entities listed a mention", ParamValidators.gtEq(1));

  private final Param<String> search =
      new Param<>(
          this,
          "search",
          "how entities are searched: exact or approximate",
          value -> isOneOf(value, Search.class));
  private final IntParam searchWidth =
      new IntParam(
          this,
          "searchWidth",
          "size of the candidate list of an approximate search",
          ParamValidators.gtEq(1));

  private final DoubleParam minConfidence =
      new DoubleParam(
          this,
          "minConfidence",
          "a link below this confidence becomes NIL; unset: the calibration's threshold",
          ParamValidators.inRange(0, 1));

  private final BooleanParam evidence =
      new BooleanParam(
          this, "evidence", "whether confidence_features is added, from which confidences follow");

  private final Param<String> previousTable =
      new Param<>(this, "previousTable", "entity table that previous_candidates are of");

  /** A stage called {@code uid}. */
  public EntityLinker(String uid) {
    super(uid);
    LinkSettings defaults = Settings.defaults().link();
    setDefault(topK, defaults.topK());
    setDefault(search, code(defaults.search()));
    setDefault(searchWidth, defaults.efSearch());
    setDefault(evidence, false);
  }

  /** A stage with a random uid. */
  public EntityLinker() {
    this(Identifiable$.MODULE$.randomUID("linker"));
  }

  /** Reads a saved stage. */
  public static MLReader<EntityLinker> read() {
    return new DefaultParamsReader<>();
  }

  /** Entities listed for each mention. */
  public IntParam topK() {
    return topK;
  }

  /** How entities are searched: {@code exact} or {@code approximate}. */
  public Param<String> search() {
    return search;
  }

  /** Size of the candidate list of an approximate search (ef). */
  public IntParam searchWidth() {
    return searchWidth;
  }

  /** The least confidence of a link; the calibration's threshold unless set. */
  public DoubleParam minConfidence() {
    return minConfidence;
  }

  /**
   * Whether {@code confidence_features} is added: what a confidence is computed from, so that
   * another calibration needs no scores. It is null where candidates by name are not known.
   */
  public BooleanParam evidence() {
    return evidence;
  }

  /**
   * The entity table that the column {@code previous_candidates} is of: QIDs of the best entities
   * of a mention there, the best first. With it, and where all entities are candidates, only these
   * and the entities that differ between the tables are scored, as long as that gives the best
   * ones.
   */
  public Param<String> previousTable() {
    return previousTable;
  }

  /** Sets {@link #previousTable()}. */
  public EntityLinker setPreviousTable(String value) {
    return with(previousTable, value);
  }

  /** Sets {@link #evidence()}. */
  public EntityLinker setEvidence(boolean value) {
    return with(evidence, value);
  }

  /** Sets {@link #topK()}. */
  public EntityLinker setTopK(int value) {
    return with(topK, value);
  }

  /** Sets {@link #search()}. */
  public EntityLinker setSearch(Search value) {
    return with(search, code(value));
  }

  /** Sets {@link #searchWidth()}. */
  public EntityLinker setSearchWidth(int value) {
    return with(searchWidth, value);
  }

  /** Sets {@link #minConfidence()}. */
  public EntityLinker setMinConfidence(double value) {
    return with(minConfidence, value);
  }

  @Override
  public EntityLinker setLink(LinkSettings link) {
    super.setLink(link);
    setTopK(link.topK());
    setSearch(link.search());
    setSearchWidth(link.efSearch());
    link.minConfidence().ifPresent(this::setMinConfidence);
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityLinker", input, Schemas.FEATURES.fields());
    requireCandidates("EntityLinker", input);
    return added("EntityLinker", Schemas.without(input, CONSUMED), columns());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    return link(mentions.toDF(), rule());
  }

  private StructType columns() {
    return (Boolean) getOrDefault(evidence)
        ? Schemas.concat(Schemas.LINK, Schemas.EVIDENCE)
        : Schemas.LINK;
  }

  /**
   * Adds {@code input_key}, which identifies what the links of mentions depend on: the mentions
   * themselves, and their candidates by name with their rows of the table. Where other entities are
   * candidates, links depend on the whole table, too, which is not part of the key. Features are
   * not needed.
   *
   * @param mentions with {@code post_hash}, and {@code candidates} where they are needed
   * @param settings identifies the settings that scores depend on
   */
  public Dataset<Row> withInputKeys(Dataset<Row> mentions, String settings) {
    return keyed(mentions, settings, null, false);
  }

  /**
   * Adds {@code input_key}, for candidates that are looked up.
   *
   * @param mentions with {@code post_hash}
   * @param settings identifies the settings that scores depend on
   * @param candidates looks them up
   * @param kept whether {@code candidates} are added, too
   */
  Dataset<Row> withInputKeys(
      Dataset<Row> mentions, String settings, CandidateGenerator candidates, boolean kept) {
    return keyed(mentions, settings, candidates.lookup(mentions.sparkSession()), kept);
  }

  private Dataset<Row> keyed(
      Dataset<Row> mentions, String settings, CandidateLookup lookup, boolean kept) {
    ScoringTask scoring = scoring(mentions.sparkSession(), List.of(), options(1));
    InputKeys keys = new InputKeys(scoring, settings, lookup, kept);
    StructType schema = added("EntityLinker", mentions.schema(), keys.added());
    return mentions.mapPartitions(keys, Encoders.row(schema));
  }

  /** Links by a rule that {@link #rule()} gave. */
  Dataset<Row> link(Dataset<Row> mentions, NilThreshold rule) {
    StructType schema = transformSchema(mentions.schema());
    if (rule.curve() != null) {
      require("EntityLinker with a calibration", mentions.schema(), CANDIDATES);
    }
    int listed = (Integer) getOrDefault(topK);
    // confidences depend on the candidates by name, and the margin on a second entity
    ScoringTask scoring = scoring(mentions.sparkSession(), UNLOOKED, options(Math.max(2, listed)));
    UpdatedRanking updated = updated(mentions, scoring, Math.max(2, listed));
    return onDevice(mentions, new Link(scoring, rule, listed, columns(), updated), schema);
  }

  /** Null if all entities have to be scored. */
  private UpdatedRanking updated(Dataset<Row> mentions, ScoringTask scoring, int kept) {
    boolean usable =
        isDefined(previousTable)
            && mode() == CandidateMode.ALL
            && scoring.some().isAll()
            && Arrays.asList(mentions.columns()).contains(UpdatedRanking.PREVIOUS);
    if (!usable) {
      return null;
    }
    SparkSession spark = mentions.sparkSession();
    TableRef earlier = tableRef(spark, getOrDefault(previousTable));
    long[] changed =
        JvmSingletons.get(
            "changes of " + earlier.files().version() + " " + scoring.table().files().version(),
            () -> TableDifference.changed(spark, earlier, scoring.table()));
    return new UpdatedRanking(changed, kept);
  }

  /**
   * Whether {@code candidates} must be there: scores depend on them, or confidences do.
   *
   * @param rule what {@link #rule()} gave
   */
  boolean needsCandidates(NilThreshold rule) {
    return usesNameCandidates() || rule.curve() != null;
  }

  /**
   * Checks that the table has the index that the search needs.
   *
   * @throws JobException saying what to do if not
   */
  void requireSearchable(SparkSession spark) {
    requireIndex(spark, options(1));
  }

  /** Candidates by name are few, and need no search. */
  private LinkerOptions options(int kept) {
    LinkerOptions exact = LinkerOptions.exact(kept);
    return getOrDefault(search).equals(code(Search.APPROXIMATE)) && mode() != CandidateMode.NAMES
        ? exact.indexed((Integer) getOrDefault(searchWidth))
        : exact;
  }

  /**
   * Reads the model's calibration, if it is to be used.
   *
   * @throws JobException if it does not fit the model, the table or the linking mode, or a least
   *     confidence is set and there is none
   */
  public NilThreshold rule() {
    ModelRef model = modelRef();
    Optional<Calibration> fitting =
        CalibrationStore.fitting(
            model,
            getOrDefault(table()),
            new LinkingMode(getOrDefault(candidateMode()), nameTerm().weight()),
            getOrDefault(calibration()));
    OptionalDouble least =
        isDefined(minConfidence)
            ? OptionalDouble.of((Double) getOrDefault(minConfidence))
            : OptionalDouble.empty();
    return CalibrationStore.rule(fitting, least, model.uri());
  }

  /** Links batch by batch. */
  static final class Link implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ScoringTask scoring;
    private final NilThreshold rule;
    private final int listed;
    private final StructType columns;
    private final UpdatedRanking updated;

    Link(
        ScoringTask scoring,
        NilThreshold rule,
        int listed,
        StructType columns,
        UpdatedRanking updated) {
      this.scoring = scoring;
      this.rule = rule;
      this.listed = listed;
      this.columns = columns;
      this.updated = updated;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(mentions, this::rank, this::row);
    }

    private List<List<Linker.Ranked>> rank(ScoringTask.Batch batch) {
      List<MentionRow> mentions = batch.rows();
      List<NamePrior> priors = batch.priors();
      if (scoring.mode() == CandidateMode.ALL) {
        return updated == null || !updated.pays(batch.entities().size())
            ? batch.linker().rankAll(mentions, priors)
            : updated(batch, mentions, priors);
      }
      List<int[]> candidates = batch.candidates();
      return IntStream.range(0, mentions.size())
          .mapToObj(m -> batch.linker().rank(mentions.get(m), candidates.get(m), priors.get(m)))
          .toList();
    }

    /** Scores all entities only for mentions whose earlier best ones do not suffice. */
    private List<List<Linker.Ranked>> updated(
        ScoringTask.Batch batch, List<MentionRow> mentions, List<NamePrior> priors) {
      List<List<Linker.Ranked>> ranked = new ArrayList<>();
      List<Integer> open = new ArrayList<>();
      for (int m = 0; m < mentions.size(); m++) {
        Optional<List<Linker.Ranked>> known =
            updated.of(batch, batch.mentions().get(m), priors.get(m));
        if (known.isEmpty()) {
          open.add(m);
        }
        ranked.add(known.orElse(null));
      }
      if (open.isEmpty()) {
        return ranked;
      }
      List<List<Linker.Ranked>> all =
          batch
              .linker()
              .rankAll(
                  open.stream().map(mentions::get).toList(),
                  open.stream().map(priors::get).toList());
      for (int i = 0; i < open.size(); i++) {
        ranked.set(open.get(i), all.get(i));
      }
      return ranked;
    }

    private Row row(ScoringTask.Mention mention, List<Linker.Ranked> ranked) {
      LinkCodec codec = new LinkCodec(scoring.entities(), scoring.model().version(), rule, listed);
      return Rows.append(
          Rows.without(mention.kept(), CONSUMED),
          columns,
          columns.length() == Schemas.LINK.length()
              ? codec.columns(mention.kept(), ranked)
              : codec.columnsWithEvidence(mention.kept(), ranked));
    }
  }
}
