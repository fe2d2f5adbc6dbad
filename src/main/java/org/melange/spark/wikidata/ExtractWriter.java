package org.melange.spark.wikidata;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.melange.corpus.Rejection;
import org.melange.kb.wikidata.DumpLine;
import org.melange.kb.wikidata.Term;
import org.melange.kb.wikidata.WikidataItem;
import org.melange.spark.io.HadoopFiles;

/**
 * Writes items and rejected records to a Parquet file with the columns of {@link ExtractSchema}.
 */
final class ExtractWriter extends WriteSupport<DumpLine> {

  /** Parquet holds a row group in memory. */
  private static final long ROW_GROUP = 32L << 20;

  private RecordConsumer out;

  private ExtractWriter() {}

  /** Opens a file. */
  static ParquetWriter<DumpLine> open(String file) throws IOException {
    Configuration configuration = HadoopFiles.configuration();
    return new Builder(HadoopOutputFile.fromPath(new Path(file), configuration))
        .withConf(configuration)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withRowGroupSize(ROW_GROUP)
        .build();
  }

  private static final class Builder extends ParquetWriter.Builder<DumpLine, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<DumpLine> getWriteSupport(Configuration configuration) {
      return new ExtractWriter();
    }

    @Override
    protected WriteSupport<DumpLine> getWriteSupport(ParquetConfiguration configuration) {
      return new ExtractWriter();
    }
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(ExtractSchema.PARQUET, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(ExtractSchema.PARQUET, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(DumpLine line) {
    out.startMessage();
    line.fold(
        item -> {
          item(item);
          return true;
        },
        tombstone -> {
          tombstone(tombstone);
          return true;
        },
        rejection -> {
          rejection(rejection);
          return true;
        },
        () -> {
          throw new IllegalArgumentException("only items are written");
        });
    out.endMessage();
  }

  private void item(WikidataItem item) {
    field("id", () -> out.addLong(item.id()));
    field("revision", () -> out.addLong(item.revision()));
    field("sitelinks", () -> out.addInteger(item.sitelinks()));
    list("labels", item.labels(), this::term);
    list("descriptions", item.descriptions(), this::term);
    list("aliases", item.aliases(), this::term);
    list("types", item.types(), out::addLong);
    list("parents", item.parents(), out::addLong);
    list("images", item.images(), this::text);
    field("tombstone", () -> out.addBoolean(false));
  }

  private void tombstone(DumpLine.Tombstone tombstone) {
    field("id", () -> out.addLong(tombstone.id()));
    nothing(tombstone.revision());
    field("tombstone", () -> out.addBoolean(true));
    tombstone.redirect().ifPresent(target -> field("redirect", () -> out.addLong(target)));
  }

  private void nothing(long revision) {
    field("revision", () -> out.addLong(revision));
    field("sitelinks", () -> out.addInteger(0));
    for (String list : List.of("labels", "descriptions", "aliases", "types", "parents", "images")) {
      list(list, List.of(), element -> {});
    }
  }

  private void rejection(Rejection rejection) {
    nothing(0);
    field("tombstone", () -> out.addBoolean(false));
    field("reason", () -> text(rejection.reason().code()));
    field("message", () -> text(rejection.message()));
    field("record", () -> text(rejection.record()));
  }

  private void field(String name, Runnable value) {
    int index = ExtractSchema.PARQUET.getFieldIndex(name);
    out.startField(name, index);
    value.run();
    out.endField(name, index);
  }

  private <T> void list(String name, List<T> elements, Consumer<T> element) {
    field(
        name,
        () -> {
          out.startGroup();
          if (!elements.isEmpty()) {
            out.startField("list", 0);
            elements.forEach(value -> element(value, element));
            out.endField("list", 0);
          }
          out.endGroup();
        });
  }

  private <T> void element(T value, Consumer<T> element) {
    out.startGroup();
    out.startField("element", 0);
    element.accept(value);
    out.endField("element", 0);
    out.endGroup();
  }

  private void term(Term term) {
    out.startGroup();
    out.startField("language", 0);
    text(term.language());
    out.endField("language", 0);
    out.startField("text", 1);
    text(term.text());
    out.endField("text", 1);
    out.endGroup();
  }

  private void text(String value) {
    out.addBinary(Binary.fromString(value));
  }
}
