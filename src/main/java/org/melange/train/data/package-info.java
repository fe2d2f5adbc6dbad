/** Training examples and their records on disk. */
package org.melange.train.data;
