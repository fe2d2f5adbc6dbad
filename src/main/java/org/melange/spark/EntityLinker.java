package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.link.Linker;

/**
 * Links mentions: scores each against its {@code candidates}, against every entity of the table, or
 * against its candidates and the entities nearest to it, and replaces features and images by the
 * link columns of {@code contracts.md}. A mention without a candidate has no entity (NIL).
 */
public final class EntityLinker extends TableStage {

  private static final long serialVersionUID = 1L;
  private static final List<String> CONSUMED =
      Stream.concat(
              Stream.of("images", "candidates"),
              Stream.of(Schemas.FEATURES.fieldNames()).filter(name -> !name.equals("image_status")))
          .toList();

  private final IntParam topK =
      new IntParam(this, "topK", "entities listed a mention", ParamValidators.gtEq(1));

  /** A stage called {@code uid}. */
  public EntityLinker(String uid) {
    super(uid);
    setDefault(topK, Settings.defaults().link().topK());
  }

  /** A stage with a name of its own. */
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

  /** Sets {@link #table()}. */
  public EntityLinker setTable(String value) {
    setTableFolder(value);
    return this;
  }

  /** Sets what {@code link.*} says. */
  public EntityLinker setLink(Settings.Link link) {
    super.set(link);
    set(topK, link.topK());
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityLinker", input, Schemas.FEATURES.fields());
    requireCandidates("EntityLinker", input);
    return added("EntityLinker", Schemas.without(input, CONSUMED), Schemas.LINK);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    Scoring scoring = scoring(mentions.sparkSession(), CONSUMED, (Integer) getOrDefault(topK));
    return onDevice(mentions.toDF(), new Link(scoring), schema);
  }

  /** Links batch by batch. */
  static final class Link implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final Scoring scoring;

    Link(Scoring scoring) {
      this.scoring = scoring;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(mentions, this::rank, this::row);
    }

    private List<List<Linker.Ranked>> rank(Linker linker, List<Scoring.Mention> batch) {
      if (scoring.mode() == CandidateMode.ALL) {
        return linker.rankAll(batch.stream().map(Scoring.Mention::mention).toList());
      }
      return Rows.zip(
          batch,
          scoring.candidates(batch),
          (mention, candidates) -> linker.rank(mention.mention(), candidates));
    }

    private Row row(Scoring.Mention mention, List<Linker.Ranked> ranked) {
      LinkCodec codec = new LinkCodec(scoring.entities(), scoring.model().version());
      return Rows.append(mention.kept(), Schemas.LINK, codec.columns(ranked));
    }
  }
}
