package org.melange.spark.link;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;

/**
 * Links mentions with a model that {@code LinkerTrainer} trained: candidates by name, features,
 * links, in one stage. Takes {@code mention}, {@code text}, {@code images} and whatever else is
 * there (a {@code description} goes into the text), and adds the link columns of {@code
 * contracts.md}. What is saved of it are its parameters; model and entity table stay where they
 * are.
 */
public final class LinkerModel extends Model<LinkerModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> model;
  private final Param<String> table;
  private final Param<String> kb;
  private final Param<String> imagesRoot;
  private final Param<String> settings;

  /** A stage called {@code uid}. */
  public LinkerModel(String uid) {
    this.uid = uid; // before the parameters, which ask for it
    model = new Param<>(this, "model", "directory of the model");
    table = new Param<>(this, "table", "directory of the entity table");
    kb = new Param<>(this, "kb", "directory of the knowledge base");
    imagesRoot = new Param<>(this, "imagesRoot", "what relative image URIs are relative to");
    settings =
        new Param<>(this, "settings", "all settings as JSON: link.*, features.*, images.* count");
    setDefault(imagesRoot, ".");
    setDefault(settings, Settings.defaults().source());
  }

  /** A stage with a random uid. */
  public LinkerModel() {
    this(Identifiable$.MODULE$.randomUID("linkerModel"));
  }

  /** Reads a saved stage. */
  public static MLReader<LinkerModel> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Directory of the model. */
  public Param<String> model() {
    return model;
  }

  /** Directory of the entity table. */
  public Param<String> table() {
    return table;
  }

  /** Directory of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** What relative image URIs are relative to. */
  public Param<String> imagesRoot() {
    return imagesRoot;
  }

  /** All settings as one line of JSON. */
  public Param<String> settings() {
    return settings;
  }

  /** Sets {@link #imagesRoot()}. */
  public LinkerModel setImagesRoot(String value) {
    set(imagesRoot, value);
    return this;
  }

  /** Sets {@link #settings()}. */
  public LinkerModel setSettings(Settings value) {
    set(settings, value.source());
    return this;
  }

  public LinkerModel with(String modelFolder, String tableFolder, String kbFolder) {
    set(model, modelFolder);
    set(table, tableFolder);
    set(kb, kbFolder);
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    return pipeline().transformSchema(input);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    return pipeline().link(mentions.toDF());
  }

  private LinkingPipeline pipeline() {
    return new LinkingPipeline(
        new LinkingPipeline.Inputs(
            getOrDefault(kb), getOrDefault(model), getOrDefault(table), getOrDefault(imagesRoot)),
        Settings.ofSource(getOrDefault(settings)));
  }

  @Override
  public LinkerModel copy(ParamMap extra) {
    LinkerModel copied = defaultCopy(extra);
    return copied.setParent(parent());
  }
}
