package org.melange.spark.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.melange.corpus.DamagedInputException;
import org.melange.spark.io.FileSignature;

/** Opens text files, compressed or not, and checks that their content fits their names. */
final class InputStreams {

  private InputStreams() {}

  /** Whether a file is compressed, by its name. */
  static boolean compressed(String file) {
    return codec(file) != null;
  }

  /**
   * Opens a text file.
   *
   * @throws DamagedInputException if its compression does not fit its name, or it is not UTF-8
   */
  static InputStream open(String file, Configuration configuration) throws IOException {
    return opened(file, configuration).text();
  }

  /**
   * An open file.
   *
   * @param text its text, whose stream closes the file
   * @param file the file itself, whose position says how much of it was read
   */
  record Opened(InputStream text, FSDataInputStream file) {}

  /** Opens a text file as {@link #open} does. */
  static Opened opened(String file, Configuration configuration) throws IOException {
    Path path = new Path(file);
    FSDataInputStream in = path.getFileSystem(configuration).open(path);
    try {
      BufferedInputStream raw = new BufferedInputStream(in);
      CompressionCodec codec = codec(file);
      if (codec == null) {
        FileSignature.requireText(head(raw));
        return new Opened(raw, in);
      }
      FileSignature.require(codec.getDefaultExtension(), head(raw));
      BufferedInputStream text = new BufferedInputStream(decompressed(codec, raw));
      FileSignature.requireText(head(text));
      return new Opened(text, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The codec of a compressed file that can be read in slices. */
  static Optional<SplittableCompressionCodec> splitCodec(String file) {
    return codec(file) instanceof SplittableCompressionCodec codec
        ? Optional.of(codec)
        : Optional.empty();
  }

  private static CompressionCodec codec(String file) {
    return Codecs.FACTORY.getCodec(new Path(file));
  }

  /** Loaded when the first file is opened, because reading Hadoop's settings is slow. */
  private static final class Codecs {
    static final CompressionCodecFactory FACTORY =
        new CompressionCodecFactory(InputFiles.configuration());
  }

  private static byte[] head(BufferedInputStream in) throws IOException {
    in.mark(FileSignature.LENGTH);
    byte[] head = in.readNBytes(FileSignature.LENGTH);
    in.reset();
    return head;
  }

  private static InputStream decompressed(CompressionCodec codec, InputStream in)
      throws IOException {
    return new Decompressed(decompressed(() -> created(codec, in)));
  }

  private static InputStream created(CompressionCodec codec, InputStream in) throws IOException {
    try {
      return codec.createInputStream(in);
    } catch (RuntimeException e) { // a native library is missing
      throw new DamagedInputException(
          codec.getDefaultExtension() + " files cannot be read here: " + e.getMessage(), e);
    }
  }

  /** A decompressing stream whose errors say whether the data is damaged. */
  private static final class Decompressed extends FilterInputStream {

    Decompressed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return decompressed(() -> super.read(bytes, offset, length));
    }
  }

  /**
   * Reads with a decompressor.
   *
   * @param <T> what is read
   */
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * The result of {@code reading}.
   *
   * @throws DamagedInputException if the data is damaged; a failure of the file system is not
   *     changed
   */
  static <T> T decompressed(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (DamagedInputException e) {
      throw e;
    } catch (EOFException e) {
      throw new DamagedInputException("the compressed file is truncated", e);
    } catch (IOException e) {
      // Decompressors throw IOException itself, file systems throw subclasses.
      if (e.getClass() == IOException.class || e instanceof ZipException) {
        throw damaged(e);
      }
      throw e;
    } catch (RuntimeException | InternalError e) { // of native decompressors
      throw damaged(e);
    }
  }

  private static DamagedInputException damaged(Throwable e) {
    return new DamagedInputException("the compressed file is damaged: " + e.getMessage(), e);
  }
}
