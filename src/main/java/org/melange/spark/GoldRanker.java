package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.link.Linker;
import org.melange.link.LinkingModel;
import org.melange.link.MentionRow;

/**
 * Adds {@code rank}: where the entity in {@code gold_qid} comes for a mention, from 1, among all
 * entities of the table or among the mention's candidates; null where it is not among them.
 * Features are taken away.
 */
public final class GoldRanker extends ModelStage {

  private static final long serialVersionUID = 1L;
  private static final StructType GOLD = new StructType().add("gold_qid", DataTypes.StringType);
  private static final StructType ADDED = new StructType().add("rank", DataTypes.IntegerType);
  private static final List<String> CONSUMED =
      List.of("images", "text_cls", "text_tokens", "image_cls", "image_tokens", "text_length");

  private final Param<String> table = new Param<>(this, "table", "folder of the entity table");
  private final BooleanParam allEntities =
      new BooleanParam(this, "allEntities", "rank among all entities, not among candidates");
  private final LongParam maxTableBytes =
      new LongParam(this, "maxTableBytes", "largest table", ParamValidators.gtEq(1));

  /** A stage called {@code uid}. */
  public GoldRanker(String uid) {
    super(uid);
    setDefault(allEntities, true);
    setDefault(maxTableBytes, Settings.defaults().link().maxTableBytes());
  }

  /** A stage with a name of its own. */
  public GoldRanker() {
    this(Identifiable$.MODULE$.randomUID("ranker"));
  }

  /** Reads a saved stage. */
  public static MLReader<GoldRanker> read() {
    return new DefaultParamsReader<>();
  }

  /** Folder of the entity table. */
  public Param<String> table() {
    return table;
  }

  /** Whether to rank among all entities. */
  public BooleanParam allEntities() {
    return allEntities;
  }

  /** The largest table, in bytes. */
  public LongParam maxTableBytes() {
    return maxTableBytes;
  }

  /** Sets {@link #table()}. */
  public GoldRanker setTable(String value) {
    set(table, value);
    return this;
  }

  /** Sets what {@code link.*} says, and what to rank among. */
  public GoldRanker setLink(Settings.Link link, CandidateMode among) {
    set(allEntities, among == CandidateMode.ALL);
    set(maxTableBytes, link.maxTableBytes());
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("GoldRanker", input, Schemas.FEATURES.fields());
    require("GoldRanker", input, GOLD.fields());
    return Schemas.concat(Schemas.without(input, CONSUMED), ADDED);
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
            new Rank(model, entities, rows(), (Boolean) getOrDefault(allEntities)),
            Encoders.row(schema));
  }

  /** Ranks batch by batch. */
  static final class Rank implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final TableRef table;
    private final int batchSize;
    private final boolean all;

    Rank(ModelRef model, TableRef table, int batchSize, boolean all) {
      this.model = model;
      this.table = table;
      this.batchSize = batchSize;
      this.all = all;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return new Batches<>(mentions, batchSize, this::rank);
    }

    private List<Row> rank(List<Row> batch) {
      LinkingModel loaded = model.load();
      Linker linker = new Linker(table.load(), loaded.compiler().layout(), 1);
      List<MentionRow> mentions =
          loaded.mentionRows(batch.stream().map(FeatureCodec::features).toList());
      return Rows.zip(
          batch,
          all ? linker.rankOf(mentions, golds(batch)) : among(linker, batch, mentions),
          (row, rank) ->
              Rows.append(
                  Rows.without(row, CONSUMED), ADDED, rank.isPresent() ? rank.getAsInt() : null));
    }

    private List<OptionalInt> among(Linker linker, List<Row> batch, List<MentionRow> mentions) {
      return Rows.zip(
          batch,
          mentions,
          (row, mention) -> linker.rankOf(mention, gold(row), LinkCodec.candidates(row)));
    }

    private int[] golds(List<Row> batch) {
      return batch.stream().mapToInt(this::gold).toArray();
    }

    private int gold(Row row) {
      return table.load().indexOf(row.getAs("gold_qid"));
    }
  }
}
