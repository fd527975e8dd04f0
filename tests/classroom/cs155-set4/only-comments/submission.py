# Set 4, problem 2C
# model_2c = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


