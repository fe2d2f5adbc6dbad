package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.melange.run.JobException;

/** Maps files into memory. Pure functions. */
final class MappedFile {

  private MappedFile() {}

  /**
   * Maps a file of up to 2 GB.
   *
   * @throws JobException if there is none
   */
  static ByteBuffer of(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (NoSuchFileException e) {
      throw damaged(path, "does not exist");
    } catch (IOException e) {
      throw new UncheckedIOException("mapping " + path, e);
    }
  }

  /**
   * Unmaps a file now instead of when its buffer is collected. Java 17 has no other way to it.
   *
   * @param mapping as {@link #of} gave it; neither it nor a view of it may be read afterwards
   */
  static void release(ByteBuffer mapping) {
    if (mapping.isDirect()) {
      try {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe.getMethod("invokeCleaner", ByteBuffer.class).invoke(instance.get(null), mapping);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this Java cannot unmap files", e);
      }
    }
  }

  static JobException damaged(Path file, String fault) {
    return JobException.input(
        "entity table: " + file + " " + fault + ": embed the knowledge base again");
  }
}
