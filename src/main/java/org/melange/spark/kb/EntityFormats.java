package org.melange.spark.kb;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.JsonRecord;
import org.melange.kb.CsvEntityReader;
import org.melange.kb.JsonlEntityParser;
import org.melange.kb.MimicEntityReader;
import org.melange.kb.ParsedEntity;
import org.melange.spark.input.BoundedLines;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.LinesFormat;
import org.melange.spark.input.ParquetRecords;
import org.melange.spark.input.RecordFormat;
import org.melange.spark.input.RecordReader;
import org.melange.spark.input.WholeFileFormat;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Parses files of entities into rows of {@link #PARSED}. */
final class EntityFormats {

  private static final StructType OUTCOME =
      new StructType()
          .add("source", DataTypes.IntegerType)
          .add("rejections", new ArrayType(Schemas.REJECTION, false));

  /** The columns of {@link Schemas#ENTITY}, null if the record was rejected, and the rejections. */
  static final StructType PARSED = Schemas.concat(Schemas.nullable(Schemas.ENTITY), OUTCOME);

  private EntityFormats() {}

  /**
   * The parser of a format.
   *
   * @param source the position of the input, which each row has
   */
  static RecordFormat of(EntitySource.Format format, int source) {
    return switch (format) {
      case JSONL -> new Lines(source);
      case MIMIC -> new MimicFiles(source);
      case PARQUET -> new ParquetRows(source);
      case CSV -> new CsvFiles(source);
    };
  }

  private static Row row(ParsedEntity parsed, int source) {
    return parsed.fold(
        accepted ->
            Rows.append(
                EntityCodec.toRow(accepted.entity()), OUTCOME, source, Rows.array(List.of())),
        rejected -> {
          Object[] columns = new Object[PARSED.size()];
          columns[columns.length - 2] = source;
          columns[columns.length - 1] = Rows.array(List.of(PostCodec.toRow(rejected.rejection())));
          return Rows.of(PARSED, columns);
        });
  }

  /** Parses JSON lines. */
  static final class Lines extends LinesFormat {
    private static final long serialVersionUID = 1L;
    private final int source;

    Lines(int source) {
      super(JsonlEntityParser.DEFAULT_MAX_CHARS);
      this.source = source;
    }

    @Override
    public Function<BoundedLines.Line, Row> parser(FileSlice part) {
      JsonlEntityParser parser = new JsonlEntityParser();
      return line -> row(line.parse(parser::parse, parser::tooLarge), source);
    }
  }

  /** Parses files in MIMIC's layout. */
  static final class MimicFiles extends WholeFileFormat {
    private static final long serialVersionUID = 1L;
    private final int source;

    MimicFiles(int source) {
      this.source = source;
    }

    @Override
    public Iterator<Row> parse(InputStream in) {
      return BatchingIterator.map(MimicEntityReader.read(in), entity -> row(entity, source));
    }
  }

  /** Parses CSV files. */
  static final class CsvFiles extends WholeFileFormat {
    private static final long serialVersionUID = 1L;
    private final int source;

    CsvFiles(int source) {
      this.source = source;
    }

    @Override
    public Iterator<Row> parse(InputStream in) {
      return BatchingIterator.map(CsvEntityReader.read(in), entity -> row(entity, source));
    }
  }

  /** Parses rows of Parquet as JSON. */
  static final class ParquetRows implements RecordFormat {
    private static final long serialVersionUID = 1L;
    private final int source;

    ParquetRows(int source) {
      this.source = source;
    }

    @Override
    public boolean splits(InputFile file) {
      return true;
    }

    @Override
    public RecordReader<Row> open(FileSlice part, Configuration configuration) throws IOException {
      ParquetRecords records = ParquetRecords.open(part, configuration);
      return RecordReader.of(
          BatchingIterator.map(
              records, record -> row(JsonlEntityParser.parse(new JsonRecord(record)), source)),
          records);
    }
  }
}
