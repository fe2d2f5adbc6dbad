package org.melange.spark.link;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.link.row.MentionRow;
import org.melange.link.row.NameTerm;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.link.score.NameWeightGrid;
import org.melange.spark.model.ModelCache;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds {@code right}: for each weight of {@link NameWeightGrid}, whether the entity in {@code
 * gold_qid} would be the first with it. Scores are computed once. Features are removed.
 */
public final class NameWeightRanker extends EntityTableTransformer<NameWeightRanker> {

  private static final long serialVersionUID = 1L;
  private static final StructType GOLD = new StructType().add("gold_qid", DataTypes.StringType);
  private static final StructType ADDED =
      new StructType().add("right", new ArrayType(DataTypes.BooleanType, false));
  private static final StructType CANDIDATES =
      new StructType().add("candidates", new ArrayType(Schemas.CANDIDATE, false));
  private static final List<String> CONSUMED =
      List.of("images", "text_cls", "text_tokens", "image_cls", "image_tokens", "text_length");

  /** A stage called {@code uid}. */
  public NameWeightRanker(String uid) {
    super(uid);
  }

  /** A stage with a random uid. */
  public NameWeightRanker() {
    this(Identifiable$.MODULE$.randomUID("nameWeights"));
  }

  /** Reads a saved stage. */
  public static MLReader<NameWeightRanker> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("NameWeightRanker", input, Schemas.FEATURES.fields());
    require("NameWeightRanker", input, GOLD.fields());
    require("NameWeightRanker", input, CANDIDATES.fields());
    return Schemas.concat(Schemas.without(input, CONSUMED), ADDED);
  }

  /** Whether the model has a floor for names, which needs a weight. */
  public boolean requiresWeight() {
    return stored().floor() > 0;
  }

  private NameTerm stored() {
    return ModelCache.config(getOrDefault(model())).name();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    ScoringTask scoring = scoring(mentions.sparkSession(), CONSUMED, LinkerOptions.exact(1));
    return onDevice(mentions.toDF(), new Compare(scoring, stored()), schema);
  }

  /** Compares weights batch by batch. */
  static final class Compare implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ScoringTask scoring;
    private final NameTerm stored;

    Compare(ScoringTask scoring, NameTerm stored) {
      this.scoring = scoring;
      this.stored = stored;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(mentions, this::right, Compare::row);
    }

    private List<List<Boolean>> right(ScoringTask.Batch batch) {
      List<int[]> entities =
          scoring.mode() == CandidateMode.ALL ? possible(batch) : batch.candidates();
      return IntStream.range(0, entities.size())
          .mapToObj(m -> right(batch, m, entities.get(m)))
          .toList();
    }

    /** Names only raise scores, so the first of all is a candidate or the first without names. */
    private List<int[]> possible(ScoringTask.Batch batch) {
      List<NamePrior> none = batch.mentions().stream().map(mention -> NamePrior.NONE).toList();
      return Rows.zip(
          batch.mentions(),
          batch.linker().rankAll(batch.rows(), none),
          (mention, best) ->
              IntStream.concat(
                      Arrays.stream(
                          batch.entities().indicesOf(LinkCodec.candidates(mention.kept()))),
                      best.stream().mapToInt(ranked -> ranked.index()))
                  .distinct()
                  .toArray());
    }

    private List<Boolean> right(ScoringTask.Batch batch, int m, int[] entities) {
      ScoringTask.Mention mention = batch.mentions().get(m);
      int gold = batch.entities().indexOf(mention.kept().getAs("gold_qid"));
      double[] weights = NameWeightGrid.weights();
      if (gold < 0 || entities.length == 0) {
        return Arrays.stream(weights).mapToObj(weight -> false).toList();
      }
      List<NamePrior> priors =
          Arrays.stream(weights)
              .mapToObj(weight -> batch.prior(mention, stored.withWeight(weight)))
              .toList();
      MentionRow row = mention.mention();
      int[] firsts = batch.linker().firsts(row, entities, priors);
      return Arrays.stream(firsts).mapToObj(first -> first == gold).toList();
    }

    private static Row row(ScoringTask.Mention mention, List<Boolean> right) {
      return Rows.append(mention.kept(), ADDED, Rows.array(right));
    }
  }
}
