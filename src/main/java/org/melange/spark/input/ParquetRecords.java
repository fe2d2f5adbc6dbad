package org.melange.spark.input;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.melange.corpus.DamagedInputException;

/**
 * The rows of a slice of a Parquet file as JSON objects: those of the row groups that begin in it.
 */
public final class ParquetRecords implements RecordReader<ObjectNode> {

  private final String file;
  private final ParquetReader<Group> reader;
  private Optional<ObjectNode> next = Optional.empty();

  private ParquetRecords(String file, ParquetReader<Group> reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Opens a slice of a file. */
  public static ParquetRecords open(FileSlice part, Configuration configuration)
      throws IOException {
    return new ParquetRecords(
        part.path(),
        ParquetReader.builder(new GroupReadSupport(), new Path(part.path()))
            .withConf(configuration)
            .withFileRange(part.start(), part.end())
            .usePageChecksumVerification()
            .build());
  }

  /**
   * The columns of a file.
   *
   * @throws DamagedInputException if it is not Parquet
   */
  public static MessageType schema(String file, Configuration configuration) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(new Path(file), configuration),
            ParquetReadOptions.builder().build())) {
      return reader.getFileMetaData().getSchema();
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = Optional.ofNullable(reader.read()).map(ParquetJson::object);
      } catch (IOException | RuntimeException e) {
        throw damaged(file, e);
      }
    }
    return next.isPresent();
  }

  @Override
  public ObjectNode next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ObjectNode row = next.orElseThrow();
    next = Optional.empty();
    return row;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Distinguishes a damaged file from a failure of the file system. */
  private static RuntimeException damaged(String file, Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io && isOfFileSystem(io)) {
        return new UncheckedIOException(io);
      }
    }
    String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    return new DamagedInputException(
        "cannot be read as Parquet: " + message.replace(file, "it"), error);
  }

  /** Parquet throws IOException itself, file systems throw subclasses. */
  private static boolean isOfFileSystem(IOException error) {
    return error.getClass() != IOException.class && !(error instanceof EOFException);
  }
}
