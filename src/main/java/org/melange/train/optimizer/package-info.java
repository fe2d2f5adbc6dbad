/** AdamW, learning-rate schedules and loss scaling. */
package org.melange.train.optimizer;
